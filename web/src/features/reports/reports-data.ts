// Owns asking for reports, followed while one of them is being made, and which of them are asked for.
import type { Report, RouteResult } from '@takt/model/api';
import { addMonths } from '@takt/model/targets';
import type { LocationQuery } from 'vue-router';
import { call, useQuery } from '../../api/index.ts';

export type Reports = RouteResult<'reports.list'>;

export interface ReportFilter {
  region?: string;
  month?: string;
  offset?: number;
}

export const pageSize = 50;
const underWayMs = 1500;
const restingMs = 60_000;
/** What can be chosen, the present month first. */
const mostMonths = 24;

export const isUnderWay = ({ state }: Pick<Report, 'state'>) => state === 'waiting' || state === 'running';

export function useReports(filter: () => ReportFilter) {
  return useQuery(
    filter,
    (query, signal) => call('reports.list', { query: { ...query, limit: pageSize } }, { signal }),
    {
      everyMs: (data) => (data?.reports.some(isUnderWay) ? underWayMs : restingMs),
      isEmpty: ({ reports }) => reports.length === 0,
    },
  );
}

export function readFilter(query: LocationQuery): ReportFilter {
  const { region, month, offset } = query;
  return {
    ...(typeof region === 'string' && region !== '' && { region }),
    ...(typeof month === 'string' && /^20\d\d-(0[1-9]|1[0-2])$/.test(month) && { month }),
    ...(typeof offset === 'string' && /^\d{1,6}$/.test(offset) && { offset: Number(offset) }),
  };
}

export function writeFilter({ region, month, offset }: ReportFilter): Record<string, string> {
  return {
    ...(region !== undefined && { region }),
    ...(month !== undefined && { month }),
    ...(offset ? { offset: String(offset) } : {}),
  };
}

/** Latest first. */
export function monthsUpTo(present: string): string[] {
  return Array.from({ length: mostMonths }, (_, index) => addMonths(present, -index));
}
