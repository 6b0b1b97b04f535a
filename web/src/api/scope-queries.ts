// Owns the questions several pages ask of a scope over a span: KPI rows and state timelines.
import type { Bucket } from '@takt/model/api';
import { call } from './client.ts';
import { useQuery } from './query.ts';

export interface ScopeSpan {
  scope: string;
  /** Epoch ms. */
  from: number;
  to: number;
}

/** What to ask, of a scope and span that may not be known (yet), and a span longer than the contract allows: then nothing is asked. */
export function scopeSpan(
  scope: string | undefined,
  span: { from: number; to: number } | undefined,
  longestMs = Number.POSITIVE_INFINITY,
): ScopeSpan | undefined {
  if (scope === undefined || !span || span.to - span.from > longestMs) return undefined;
  return { scope, from: span.from, to: span.to };
}

export function useKpiRows(
  asked: () => ScopeSpan | undefined,
  split: { by?: 'machine' | 'workshop'; bucket?: Bucket } = {},
) {
  return useQuery(
    asked,
    async (key, signal) => (await call('kpis.query', { query: { ...key, ...split } }, { signal })).rows,
  );
}

/** A lane of states per machine. */
export function useLanes(asked: () => ScopeSpan | undefined) {
  return useQuery(asked, async (key, signal) => (await call('timeline.query', { query: key }, { signal })).machines);
}
