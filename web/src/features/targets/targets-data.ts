// Owns asking for plans and their months, and the draft in which plans are changed.
import type { RouteResult } from '@takt/model/api';
import { isShare } from '@takt/model/targets';
import { call, useQuery } from '../../api/index.ts';

export type Targets = RouteResult<'targets.list'>;
export type Target = Targets['rows'][number];
export type TargetMonth = RouteResult<'targets.months'>[number];

export function useTargets(year: () => number | undefined) {
  return useQuery(
    () => ({ year: year() }),
    ({ year: asked }, signal) =>
      call('targets.list', { query: asked === undefined ? {} : { year: asked } }, { signal }),
    { isEmpty: ({ rows }) => rows.length === 0 },
  );
}

export function useMonths(asked: () => { year: number; region: string } | undefined) {
  return useQuery(asked, (query, signal) => call('targets.months', { query }, { signal }));
}

export const keyOf = ({ region, indicator }: Pick<Target, 'region' | 'indicator'>) => `${region} ${indicator}`;

/** A plan as it stands in a field: shares in percent. */
export function fieldOf({ indicator, plan }: Pick<Target, 'indicator' | 'plan'>): string {
  if (plan === null) return '';
  return String(isShare(indicator) ? Math.round(plan * 1000) / 10 : plan);
}

/** What a field means; undefined: nothing that can be a plan. Empty: there is to be none. */
export function planOf(indicator: Target['indicator'], text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const value = Number(trimmed);
  if (!Number.isFinite(value) || value < 0) return undefined;
  if (isShare(indicator)) return value <= 100 ? Math.round(value * 10) / 1000 : undefined;
  return Number.isInteger(value) && value <= 1_000_000 ? value : undefined;
}

export type Change = Pick<Target, 'region' | 'indicator' | 'plan' | 'revision'>;

/** What of the draft differs from what is set, and whether a field cannot be read. `fields` by {@link keyOf}. */
export function changesOf(
  rows: readonly Target[],
  fields: ReadonlyMap<string, string>,
): { changes: Change[]; wrong: string[] } {
  const changes: Change[] = [];
  const wrong: string[] = [];
  for (const row of rows) {
    const text = fields.get(keyOf(row));
    if (text === undefined || text === fieldOf(row)) continue;
    const plan = planOf(row.indicator, text);
    if (plan === undefined) wrong.push(keyOf(row));
    else if (plan !== row.plan)
      changes.push({ region: row.region, indicator: row.indicator, plan, revision: row.revision });
  }
  return { changes, wrong };
}
