// Owns answering which closed shifts were restated.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { done, type Outcome } from '../../platform/outcome.ts';
import type { Restatements } from '../fold/restatements.ts';
import type { PlantView } from '../plant-view.ts';
import { machinesOf } from './scope.ts';

type Input = RouteInput<'restatements.list'>['query'];

export async function queryRestatements(
  { plant, restatements }: { plant: PlantView; restatements: Restatements },
  { scope, limit }: Input,
): Promise<Outcome<RouteAnswer<'restatements.list'>>> {
  const machines = machinesOf(plant, scope);
  if (!machines.ok) return machines;
  const codes = machines.value.map(({ code }) => code);
  return done(await restatements.list(codes, limit));
}
