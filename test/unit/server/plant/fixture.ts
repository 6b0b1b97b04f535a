// Owns a small plant for tests: one workshop with a calendar, one line, two machines.
import { type Plant, plantSchema } from '@takt/model/api';
import { openPlant } from '../../../../server/src/plant/index.ts';
import { createAudit } from '../../../../server/src/platform/audit/index.ts';
import { system } from '../../../../server/src/platform/caller.ts';
import { openDatabase } from '../../../../server/src/platform/database/index.ts';

export const smallPlant: Plant = plantSchema.parse({
  calendars: { two: { name: 'Two shifts', shifts: [{ code: 'a', name: 'Early', start: '06:00', end: '14:00' }] } },
  enterprises: { acme: { name: 'Acme' } },
  sites: {
    north: { enterprise: 'acme', name: 'North', district: 'xiaoshan', sector: 'C36', timeZone: 'Asia/Shanghai' },
  },
  workshops: { shaft: { site: 'north', name: 'Half shaft', calendar: 'two' } },
  lines: { l1: { workshop: 'shaft', name: 'Line 1' } },
  machines: {
    m1: {
      line: 'l1',
      name: 'Lathe',
      idealCycleSeconds: 30,
      signalMap: { exec: { signal: 'state', values: 'mtconnect' } },
    },
    m2: { line: 'l1', name: 'Mill', idealCycleSeconds: 45, outlet: false },
  },
});

/** Terms of a definition that differ from the default. */
export const definitionTerms = {
  microStopSeconds: 60,
  stalenessSeconds: 600,
  setup: 'loss',
  plannedStop: 'excluded',
  overtime: 'counted',
  minimumCoverage: 0.8,
} as const;

export async function openTestPlant(options: { path?: string; facts?: string[] } = {}) {
  const database = await openDatabase({ path: options.path ?? ':memory:' });
  let now = 1_760_000_000_000;
  const facts = options.facts;
  const plant = await openPlant({
    db: database.db,
    audit: createAudit(() => now++),
    ...(facts ? { hasFacts: async (machine: string) => facts.includes(machine) } : {}),
  });
  const put = (body: Plant) => plant.routes['plant.put']({ params: undefined, query: undefined, body, caller: system });
  return { plant, db: database.db, close: database.close, put };
}
