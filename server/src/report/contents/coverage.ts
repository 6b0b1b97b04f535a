// Owns how much of a month's time data covers, over the enterprises of a region that agreed to be counted by its bureau.
import { agreedToBeCounted, type Consent } from '@takt/model/access';
import { type Contribution, primarySuppression, suppressionRules } from '@takt/model/aggregates';
import { startOfDay } from '@takt/model/calendar';
import { addFacts, coverage, emptyFacts, type Facts } from '@takt/model/facts';
import { lastDayOf } from '@takt/model/targets';
import type { Caller } from '../../platform/caller.ts';
import type { ReportJobParts } from '../parts.ts';

export interface MonthCoverage {
  /** Fraction of one of the scheduled time; null: no data, or too few enterprises to be told of. */
  coverage: number | null;
  /** With machines, of those that agreed. */
  enterprises: number;
  least: number;
}

const dayMs = 86_400_000;

export async function monthCoverage(
  { plant, store, regions, clock }: ReportJobParts,
  caller: Caller,
  consents: readonly Consent[],
  { month, codes }: { month: string; codes: readonly string[] },
): Promise<MonthCoverage> {
  const machines = codes.flatMap((code) => {
    const scope = { level: 'district' as const, code };
    const place = plant.placeOf(scope);
    if (!place) return [];
    const counted = agreedToBeCounted(caller.grants, place, consents, clock());
    return plant.within(scope).filter(({ enterprise }) => counted.has(enterprise));
  });
  const enterprises = new Set(machines.map(({ enterprise }) => enterprise)).size;
  const { least } = suppressionRules;
  if (enterprises < least) return { coverage: null, enterprises, least };
  const { timeZone } = regions.city;
  const startOf = (day: string, days: number) => startOfDay(Date.parse(day) + (days + 0.5) * dayMs, timeZone);
  const from = startOf(`${month}-01`, 0);
  const to = Math.min(startOf(lastDayOf(month), 1), startOfDay(clock(), timeZone));
  // On the first day of a month nothing of it is over.
  if (to <= from) return { coverage: null, enterprises, least };
  const sums = await store.sumFacts({ machines: machines.map(({ code }) => code), grain: 'day', from, to });
  const enterpriseOf = new Map(machines.map(({ code, enterprise }) => [code, enterprise]));
  const contributions = sums.map((sum) => contributionOf(enterpriseOf.get(sum.machine) ?? '', sum));
  if (primarySuppression(contributions) !== null) return { coverage: null, enterprises, least };
  return { coverage: coverage(sums.reduce((all, sum) => addFacts(all, sum), emptyFacts())), enterprises, least };
}

function contributionOf(enterprise: string, { busyMs, energyWh }: Facts): Contribution {
  return { enterprise, busyMs, energyWh };
}
