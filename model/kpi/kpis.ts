// Owns the KPI formulas (ISO 22400-2:2014, clause 8): a pure function of summed facts. Ratios are never averaged.
import { type Facts, hourMs, lengthMs } from '../facts/facts.ts';
import type { KpiName, Kpis, NullReason } from './names.ts';

export interface KpiResult {
  kpis: Kpis;
  /** Why a KPI is null. */
  reasons: Partial<Record<KpiName, NullReason>>;
}

type Value = number | NullReason;

/**
 * KPIs of summed facts. Terms, in the words of ISO 22400-2 §6: PBT planned busy time = `busyMs`; APT actual production time =
 * `runMs` (producing and minor stops: those are speed losses); AUST actual unit setup time = `setupMs`; AUPT actual unit processing
 * time = APT + AUST; AUBT actual unit busy time = AUPT + down; ADET actual unit delay time = down + minor stops; PRI·PQ =
 * `idealMs`. Time without data is in none of them. A machine that
 * ran without counting a piece has no effectiveness (it may not count); one that stood all its busy time has an OEE of 0.
 */
export function kpisOf(facts: Readonly<Facts>): KpiResult {
  const kpis = {} as Kpis;
  const reasons: KpiResult['reasons'] = {};
  for (const [name, value] of Object.entries(valuesOf(facts)) as [KpiName, Value][]) {
    kpis[name] = typeof value === 'number' ? value : null;
    if (typeof value !== 'number') reasons[name] = value;
  }
  return { kpis, reasons };
}

function valuesOf(facts: Readonly<Facts>): Record<KpiName, Value> {
  const { busyMs: pbt, runMs: apt, setupMs: aust, idealMs, produced, failures, repairMs } = facts;
  const aupt = apt + aust;
  const aubt = aupt + facts.downMs;
  const noBusy = noBusyTime(facts);
  const noRun = pbt > 0 ? 'no_production_time' : noBusy;
  const judged = produced - facts.unjudged;
  const noPieces = produced > 0 ? 'no_quality_count' : 'no_pieces';
  const availability = ratio(apt, pbt, noBusy);
  const effectiveness = produced === 0 && apt > 0 ? 'no_pieces' : ratio(idealMs, apt, noRun);
  const qualityRatio = ratio(facts.good, judged, noPieces);
  const stopped = pbt > 0 && apt === 0;
  const calendarMs = lengthMs(facts) - facts.unknownMs;
  const whole = (share: Value): Value => (stopped ? 0 : times(times(share, effectiveness), qualityRatio));
  return {
    oee: whole(availability),
    availability,
    effectiveness,
    qualityRatio,
    nee: whole(ratio(aupt, pbt, noBusy)),
    teep: whole(ratio(apt, calendarMs, 'no_data')),
    allocationEfficiency: ratio(aubt, pbt, noBusy),
    utilisationEfficiency: ratio(apt, aubt, noRun),
    technicalEfficiency: ratio(facts.producingMs, facts.producingMs + facts.downMs + facts.minorStopMs, noRun),
    setupRate: ratio(aust, aupt, noRun),
    fpy: ratio(facts.firstPass, facts.inspected, 'no_inspection'),
    scrapRatio: ratio(facts.scrap, judged, noPieces),
    reworkRatio: ratio(facts.rework, judged, noPieces),
    throughputPerHour: ratio(produced * hourMs, apt, noRun),
    mtbfMs: ratio(apt + repairMs, failures, 'no_failures'),
    mttfMs: ratio(apt, failures, 'no_failures'),
    mttrMs: ratio(repairMs, failures, 'no_failures'),
    energyPerGoodUnitWh: facts.energyWh > 0 ? ratio(facts.energyWh, facts.good, noPieces) : 'no_energy',
  };
}

function noBusyTime(facts: Readonly<Facts>): NullReason {
  const length = lengthMs(facts);
  if (length === 0 || facts.unknownMs > 0) return 'no_data';
  return 'not_scheduled';
}

function ratio(part: number, whole: number, reason: NullReason): Value {
  return whole > 0 ? part / whole : reason;
}

function times(a: Value, b: Value): Value {
  if (typeof a !== 'number') return a;
  return typeof b === 'number' ? a * b : b;
}
