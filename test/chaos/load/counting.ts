// Owns the counters of a machine of the chaos plant: which of them it has, how they rise, and that they begin anew now and then.
import type { SignalValue } from '@takt/model/signals';
import type { Random } from '../../../edge-agent/src/drivers/simulator/random.ts';

/** What machines count; which of these a machine does follows from its name. */
const kinds = [['good', 'scrap'], ['produced', 'scrap'], ['produced'], ['produced', 'good', 'scrap']] as const;

const millisecondsPerHour = 3_600_000;

export function createCounting(machine: string, random: Random) {
  const own: readonly string[] = kinds[Number(machine.at(-1)) % kinds.length] ?? kinds[0];
  const counts = { produced: 0, good: 0, scrap: 0, inspected: 0, first_pass: 0 };
  let rework = 0;
  let kwh = Math.floor(random.between(0, 5000)) / 10;

  function make(pieces: number): void {
    for (let piece = 0; piece < pieces; piece++) {
      const isScrap = random.chance(0.04);
      counts.produced++;
      counts[isScrap ? 'scrap' : 'good']++;
      counts.inspected++;
      if (!isScrap && random.chance(0.95)) counts.first_pass++;
      else rework++;
    }
  }

  return {
    /** Lets `elapsedMs` pass in a state, then says what the counters show. */
    pass(elapsedMs: number, state: string, n: number, say: (signal: string, value: SignalValue) => void): void {
      // The control was switched off and on: it counts from 0 again.
      if (random.chance(1 / 400)) Object.assign(counts, { produced: 0, good: 0, scrap: 0 });
      if (state === 'producing') make(Math.floor((elapsedMs / 5000) * random.between(0, 2) + random.next()));
      kwh += ((state === 'producing' ? 12.5 : 2.1) * random.between(0.9, 1.1) * elapsedMs) / millisecondsPerHour;
      for (const [signal, value] of Object.entries(counts)) if (own.includes(signal)) say(signal, value);
      say('energy_kwh', Math.round(kwh * 1000) / 1000);
      if (n % 5 !== 0) return;
      say('inspected', counts.inspected);
      say('first_pass', counts.first_pass);
    },
    reworked: () => rework,
  };
}
