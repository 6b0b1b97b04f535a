// Owns the form that claims a device: what must be filled in before it is worth sending, and the body it becomes.
import type { Machine } from '@takt/model/plant';
import type { MapReading } from './signal-map-text.ts';

export interface ClaimFields {
  line: string | null;
  name: string;
  /** As typed. */
  idealCycleSeconds: string;
  outlet: boolean;
}

export type ClaimProblem = 'line' | 'name' | 'idealCycle';

export function problemsOf(fields: ClaimFields): ClaimProblem[] {
  const problems: ClaimProblem[] = [];
  if (!fields.line) problems.push('line');
  const name = fields.name.trim();
  if (name.length === 0 || name.length > 120) problems.push('name');
  const seconds = Number(fields.idealCycleSeconds);
  if (fields.idealCycleSeconds.trim() === '' || !(seconds > 0) || seconds > 1e6) problems.push('idealCycle');
  return problems;
}

/** The body of the claim; undefined while something is missing or wrong. */
export function claimOf(fields: ClaimFields, reading: MapReading): Omit<Machine, 'code'> | undefined {
  if (!fields.line || !reading.ok || problemsOf(fields).length > 0) return undefined;
  return {
    line: fields.line,
    name: fields.name.trim(),
    idealCycleSeconds: Number(fields.idealCycleSeconds),
    ...(fields.outlet ? {} : { outlet: false }),
    ...(reading.map ? { signalMap: reading.map } : {}),
  };
}
