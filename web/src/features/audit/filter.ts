// Owns what of the log is asked for, and how that is written in the page's address and in the question to the server.
import type { RouteInput } from '@takt/model/api';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';

export interface AuditFilter {
  text?: string;
  actor?: string;
  action?: string;
  kind?: string;
  code?: string;
  outcome?: 'done' | 'refused';
  /** Epoch ms. */
  from?: number;
  /** Epoch ms, exclusive. */
  to?: number;
}

/** Longest of each that the server takes. */
const longest = { text: 200, actor: 200, action: 100, kind: 100, code: 200 } as const;
/** Latest moment a date can hold, epoch ms. */
const latest = 8.64e15;

/** What is no filter, or none the server would take, is left out. */
export function readAuditFilter(query: LocationQuery): AuditFilter {
  const filter: AuditFilter = {};
  for (const name of Object.keys(longest) as (keyof typeof longest)[]) {
    const value = query[name];
    if (typeof value === 'string' && value !== '' && !value.includes('\0'))
      filter[name] = value.slice(0, longest[name]);
  }
  if (query.outcome === 'done' || query.outcome === 'refused') filter.outcome = query.outcome;
  for (const name of ['from', 'to'] as const) {
    const value = query[name];
    if (typeof value === 'string' && /^\d{1,16}$/.test(value) && Number(value) <= latest) filter[name] = Number(value);
  }
  return filter;
}

export function writeAuditFilter(filter: AuditFilter): LocationQueryRaw {
  return Object.fromEntries(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => [name, String(value)]),
  );
}

/** The question; `text` without what surrounds it. */
export function askedOf({ text, ...rest }: AuditFilter): RouteInput<'audit.export'>['query'] {
  const wanted = text?.trim();
  return { ...rest, ...(wanted && { text: wanted }) };
}
