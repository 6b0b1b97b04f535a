// Owns the checks every query on a scope and range begins with.
import { formatScope, type Scope } from '@takt/model/plant';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import type { MachineView, PlantView } from '../plant-view.ts';

/** Machines in a scope; refused where the scope does not exist. */
export function machinesOf(plant: PlantView, scope: Scope): Outcome<MachineView[]> {
  const machines = plant.within(scope);
  if (machines.length === 0 && plant.name(scope.level, scope.code) === undefined) {
    return refuse('not_found', `there is no ${formatScope(scope)}`);
  }
  return done(machines);
}

/** A refusal where the range is empty, reversed or longer than `maxMs`. */
export function checkRange(
  range: { from: number; to: number },
  maxMs = 20 * 366 * 86_400_000,
): Outcome<never> | undefined {
  const field = 'to';
  if (range.to <= range.from) {
    return refuse('invalid', 'the range is empty', [{ field, reason: 'must be later than from' }]);
  }
  if (range.to - range.from > maxMs) {
    const reason = `must be at most ${Math.round(maxMs / 86_400_000)} days after from`;
    return refuse('invalid', 'the range is too long', [{ field, reason }]);
  }
  return undefined;
}
