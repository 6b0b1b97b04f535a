// Owns what of results that were never handed over is told to whom: what telemetry says is the enterprise's.
import { type CriterionResult, isMeasured, withoutMeasured } from '@takt/model/recognition';
import type { Caller } from '../platform/caller.ts';
import type { ApplicationParts } from './parts.ts';
import { isOfEnterprise } from './record.ts';

interface Whose {
  plant_enterprise: string | null;
  plant_workshop: string | null;
}

/** Bureaus see measured values where the enterprise has agreed; asking is logged as a disclosure. */
export function shownResults(
  parts: Pick<ApplicationParts, 'placeOf'>,
  caller: Caller,
  { plant_enterprise: enterprise, plant_workshop: workshop }: Whose,
  results: readonly CriterionResult[],
): readonly CriterionResult[] {
  if (!results.some(isMeasured) || isOfEnterprise(parts, caller, enterprise)) return results;
  const place =
    workshop !== null
      ? ({ level: 'workshop', code: workshop } as const)
      : enterprise !== null && ({ level: 'enterprise', code: enterprise } as const);
  if (place && caller.may('kpi.read', place)) return results;
  return withoutMeasured(results);
}
