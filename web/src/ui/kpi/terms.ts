// Owns how each KPI is made of facts, as data a page can write out; a test holds it to the formulas of the model.
import type { FactField, Facts } from '@takt/model/facts';
import type { KpiName } from '@takt/model/kpi';

/** A fact, or all the time of the range (the sum of the time categories). */
export type FactTerm = FactField | 'calendarMs';

export interface Sum {
  plus: readonly FactTerm[];
  minus?: readonly FactTerm[];
}

export interface Formula {
  /** Left out where the KPI is a product of other KPIs only. */
  ratio?: { over: Sum; under: Sum };
  /** KPIs it is multiplied with. */
  times?: readonly KpiName[];
  /** Counts as 0 when nothing ran in planned busy time. */
  zeroWhenStopped?: boolean;
  /** The denominator is time and the value is per hour of it. */
  perHour?: boolean;
}

const ratio = (plus: FactTerm[], under: FactTerm[], minus?: FactTerm[]): Formula => ({
  ratio: { over: { plus }, under: minus ? { plus: under, minus } : { plus: under } },
});

export const formulas: Record<KpiName, Formula> = {
  oee: { times: ['availability', 'effectiveness', 'qualityRatio'], zeroWhenStopped: true },
  availability: ratio(['runMs'], ['busyMs']),
  effectiveness: ratio(['idealMs'], ['runMs']),
  qualityRatio: ratio(['good'], ['produced'], ['unjudged']),
  nee: {
    ...ratio(['runMs', 'setupMs'], ['busyMs']),
    times: ['effectiveness', 'qualityRatio'],
    zeroWhenStopped: true,
  },
  teep: {
    ...ratio(['runMs'], ['calendarMs'], ['unknownMs']),
    times: ['effectiveness', 'qualityRatio'],
    zeroWhenStopped: true,
  },
  allocationEfficiency: ratio(['runMs', 'setupMs', 'downMs'], ['busyMs']),
  utilisationEfficiency: ratio(['runMs'], ['runMs', 'setupMs', 'downMs']),
  technicalEfficiency: ratio(['producingMs'], ['producingMs', 'downMs', 'minorStopMs']),
  setupRate: ratio(['setupMs'], ['runMs', 'setupMs']),
  fpy: ratio(['firstPass'], ['inspected']),
  scrapRatio: ratio(['scrap'], ['produced'], ['unjudged']),
  reworkRatio: ratio(['rework'], ['produced'], ['unjudged']),
  throughputPerHour: { ...ratio(['produced'], ['runMs']), perHour: true },
  mtbfMs: ratio(['runMs', 'repairMs'], ['failures']),
  mttfMs: ratio(['runMs'], ['failures']),
  mttrMs: ratio(['repairMs'], ['failures']),
  energyPerGoodUnitWh: ratio(['energyWh'], ['good']),
};

/** Symbols of ISO 22400-2 for the terms that have one. */
export const symbols: Partial<Record<FactTerm, string>> = {
  busyMs: 'PBT',
  runMs: 'APT',
  setupMs: 'AUST',
  idealMs: 'PRI\u00b7PQ',
  produced: 'PQ',
  good: 'GQ',
  scrap: 'SQ',
  rework: 'RQ',
  inspected: 'IP',
  firstPass: 'GP',
  failures: 'FE',
};

/** KPIs where a smaller value is the better one. Throughput and times to failure: more is better. */
export const lowerIsBetter: ReadonlySet<KpiName> = new Set([
  'scrapRatio',
  'reworkRatio',
  'setupRate',
  'mttrMs',
  'energyPerGoodUnitWh',
]);

const timeTerms = [
  'unscheduledMs',
  'plannedStopMs',
  'setupMs',
  'producingMs',
  'minorStopMs',
  'downMs',
  'starvedMs',
  'blockedMs',
  'idleMs',
  'unknownMs',
] as const satisfies readonly FactField[];

export function termValue(term: FactTerm, facts: Readonly<Facts>): number {
  if (term !== 'calendarMs') return facts[term];
  return timeTerms.reduce((sum, field) => sum + facts[field], 0);
}

export function sumOf(sum: Sum, facts: Readonly<Facts>): number {
  const add = (terms: readonly FactTerm[] = []) => terms.reduce((total, term) => total + termValue(term, facts), 0);
  return add(sum.plus) - add(sum.minus);
}

/** Every fact a KPI stands on, those of the KPIs it is a product of included, in order and each once. */
export function termsOf(name: KpiName): FactTerm[] {
  const { ratio: own, times = [] } = formulas[name];
  const direct = own
    ? [...own.over.plus, ...(own.over.minus ?? []), ...own.under.plus, ...(own.under.minus ?? [])]
    : [];
  return [...new Set([...direct, ...times.flatMap(termsOf)])];
}
