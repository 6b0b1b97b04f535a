// Owns the definition: the versioned choices that decide how facts and KPIs are counted in a workshop.
import { z } from 'zod';

export const definitionSchema = z.object({
  /** A `down` stop shorter than this is a minor stop (speed loss, not availability loss). Seconds. */
  microStopSeconds: z.number().min(0).max(3600).default(300),
  /** A machine silent for longer than this is `unknown` from then on. Seconds. */
  stalenessSeconds: z.number().min(10).max(86_400).default(600),
  /** `loss`: setup counts against availability; `planned`: it is taken out of planned busy time. */
  setup: z.enum(['loss', 'planned']).default('loss'),
  /** `excluded`: planned stops are taken out of planned busy time (ISO 22400-2 PBT); `loss`: they count against it. */
  plannedStop: z.enum(['excluded', 'loss']).default('excluded'),
  /** `counted`: production outside the calendar is producing time; `unscheduled`: its time stays unscheduled. */
  overtime: z.enum(['counted', 'unscheduled']).default('counted'),
  /** Coverage below which a KPI is marked as weakly founded. Fraction of one. */
  minimumCoverage: z.number().min(0).max(1).default(0.8),
});
export type DefinitionTerms = z.infer<typeof definitionSchema>;

/** A version of a workshop's definition, in force from `effectiveFrom` until the next version's. */
export interface Definition extends DefinitionTerms {
  /** 0 is the built-in default; a workshop's own versions count up from 1. */
  version: number;
  /** Epoch ms. */
  effectiveFrom: number;
}

export const defaultDefinition: Definition = { ...definitionSchema.parse({}), version: 0, effectiveFrom: 0 };

/** The version in force at `at`; versions in any order. Before the first own version the built-in default is in force. */
export function definitionAt(versions: readonly Definition[], at: number): Definition {
  let found = defaultDefinition;
  for (const version of versions) {
    if (
      version.effectiveFrom <= at &&
      (version.effectiveFrom > found.effectiveFrom || version.version > found.version)
    ) {
      found = version;
    }
  }
  return found;
}
