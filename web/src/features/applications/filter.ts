// Owns which applications are listed, and how that is written in the page's address.
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import {
  type ApplicationState,
  applicationStates,
  type RecognitionKind,
  recognitionKinds,
} from './application-data.ts';

export interface ApplicationFilter {
  state?: ApplicationState | 'open';
  countsAs?: RecognitionKind;
  district?: string;
  scheme?: string;
  enterprise?: string;
  subject?: string;
  mine?: '1';
  offset?: number;
}

export const pageSize = 50;
const texts = ['district', 'scheme', 'enterprise', 'subject'] as const;

/** What is no filter is left out. */
export function readApplicationFilter(query: LocationQuery): ApplicationFilter {
  const filter: ApplicationFilter = {};
  const state = query.state === 'open' ? 'open' : applicationStates.find((one) => one === query.state);
  if (state) filter.state = state;
  const countsAs = recognitionKinds.find((one) => one === query.countsAs);
  if (countsAs) filter.countsAs = countsAs;
  for (const name of texts) {
    const value = query[name];
    if (typeof value === 'string' && value !== '') filter[name] = value.slice(0, 60);
  }
  if (query.mine === '1') filter.mine = '1';
  const offset = Number(query.offset);
  if (Number.isInteger(offset) && offset > 0 && offset <= 1_000_000) filter.offset = offset;
  return filter;
}

export function writeApplicationFilter(filter: ApplicationFilter): LocationQueryRaw {
  const kept = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '' && value !== 0);
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
