// Owns how far each site is folded, for processes that do not fold: kept in the database, hastened over the bus.
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Bus } from '../../platform/bus/port.ts';
import type { Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import type { MachineView } from '../plant-view.ts';

const channel = 'horizons';
const readEveryMs = 5000;
const messageSchema = z.object({ sites: z.array(z.string()), at: z.number() });

/** To be called after every pass, before those who look are told that facts changed. */
export function createHorizonWriter(db: Kysely<Schema>, bus: Bus) {
  return async (sites: readonly string[], at: number): Promise<void> => {
    if (sites.length === 0) return;
    await db
      .insertInto('fold_horizons')
      .values(sites.map((site) => ({ site, at })))
      .onConflict((conflict) => conflict.column('site').doUpdateSet((row) => ({ at: row.ref('excluded.at') })))
      .execute();
    bus.publish(channel, { sites, at });
  };
}

export interface Horizons {
  /** Moment up to which all these machines' sites are folded; of a site nobody has folded yet there is nothing to wait for. */
  of(machines: readonly MachineView[]): number;
  start(): Promise<void>;
  close(): void;
}

export function createHorizons(options: { db: Kysely<Schema>; bus: Bus; clock: () => number; log: Log }): Horizons {
  const { db, bus, clock, log } = options;
  const known = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};

  function learn(site: string, at: number): void {
    known.set(site, Math.max(at, known.get(site) ?? at));
  }
  async function read(): Promise<void> {
    for (const { site, at } of await db.selectFrom('fold_horizons').selectAll().execute()) learn(site, at);
  }

  return {
    of(machines) {
      let horizon = clock();
      for (const site of new Set(machines.map((machine) => machine.site)))
        horizon = Math.min(horizon, known.get(site) ?? horizon);
      return horizon;
    },
    async start() {
      unsubscribe = await bus.subscribe(channel, (message) => {
        const { data } = messageSchema.safeParse(message);
        if (data) for (const site of data.sites) learn(site, data.at);
      });
      await read();
      timer = setInterval(() => {
        read().catch((error: unknown) => log.warn({ err: error }, 'how far the fold has come cannot be read'));
      }, readEveryMs);
    },
    close() {
      unsubscribe();
      clearInterval(timer);
    },
  };
}
