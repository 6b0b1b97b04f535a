// Owns the conformance suite of the telemetry store port: one suite, run on every adapter.
import { describe } from 'vitest';
import { conflicts } from './telemetry-store/conflicts.ts';
import { durability } from './telemetry-store/durability.ts';
import { facts } from './telemetry-store/facts.ts';
import { randomised } from './telemetry-store/randomised.ts';
import { samples } from './telemetry-store/samples.ts';
import { silences } from './telemetry-store/silences.ts';
import type { StoreFactory, Winner } from './telemetry-store/under-test.ts';

export type { StoreFactory } from './telemetry-store/under-test.ts';

/** Declares the suite; every test gets a fresh store from `create`. `hugeRows`: readings of a huge batch. */
export function telemetryStoreConformance(
  name: string,
  create: StoreFactory,
  winner: Winner,
  { hugeRows = 400_000 } = {},
): void {
  describe(`telemetry store: ${name}`, () => {
    samples(create, hugeRows);
    conflicts(create, winner);
    silences(create);
    facts(create);
    durability(create);
    randomised(create, winner);
  });
}
