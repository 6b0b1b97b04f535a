// Owns what each indicator is made of: sums above and below a line, in the terms of the KPIs, so that both always agree.
import { type Facts, hourMs } from '../facts/facts.ts';
import type { MeasuredIndicator } from './names.ts';

/** What the measured machines did in a stretch of time. */
export interface Measures {
  facts: Readonly<Facts>;
  /** Planned busy time of the machines at the end of their lines, known time only, ms: the hours output is counted by. */
  outletBusyMs: number;
}

type Term = (measures: Measures) => number;

export interface Terms {
  /** Sums whose product stands above, and below, the line. */
  above: readonly Term[];
  below: readonly Term[];
  /** By which products and days weigh: a day or product without it has no figure. */
  weight: Term;
}

const busy: Term = ({ facts }) => facts.busyMs;
const run: Term = ({ facts }) => facts.runMs;
const ideal: Term = ({ facts }) => facts.idealMs;
const good: Term = ({ facts }) => facts.good;
const judged: Term = ({ facts }) => facts.produced - facts.unjudged;
const inspected: Term = ({ facts }) => facts.inspected;
const energy: Term = ({ facts }) => facts.energyWh;
const outletBusy: Term = ({ outletBusyMs }) => outletBusyMs;

/**
 * ISO 22400-2 as in model/kpi: OEE = PRI·PQ/PBT · GQ/PQ (actual production time cancels out), availability APT/PBT, effectiveness
 * PRI·PQ/APT, quality ratio GQ/PQ of judged pieces, FPY GP/IP; energy Wh per good piece; good pieces at the end of the lines per hour they
 * were to be busy.
 */
export const termsOf: Readonly<Record<MeasuredIndicator, Terms>> = {
  oee: { above: [ideal, good], below: [busy, judged], weight: busy },
  availability: { above: [run], below: [busy], weight: busy },
  effectiveness: { above: [ideal], below: [run], weight: run },
  quality_ratio: { above: [good], below: [judged], weight: judged },
  fpy: { above: [({ facts }) => facts.firstPass], below: [inspected], weight: inspected },
  // A day with pieces and no energy is a meter that was silent, not a day without energy.
  energy_per_good: { above: [energy], below: [good], weight: energy },
  output_per_hour: { above: [({ facts }) => facts.output * hourMs], below: [outletBusy], weight: outletBusy },
};

/** Whether it is a fraction of one, whose differences are told in percentage points. */
export function isFraction(indicator: MeasuredIndicator): boolean {
  return indicator !== 'energy_per_good' && indicator !== 'output_per_hour';
}
