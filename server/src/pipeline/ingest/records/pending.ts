// Owns the devices that publish but are not registered: a bounded list for someone to claim from.
import type { RouteAnswer } from '@takt/model/api';
import type { Kysely } from 'kysely';
import { inParts } from '../../../platform/database/in-parts.ts';
import type { NewRow, Row, Schema } from '../../../platform/database/index.ts';
import type { Log } from '../../../platform/log/index.ts';
import type { Source } from '../../../platform/telemetry-store/port.ts';
import type { PlantView } from '../../plant-view.ts';
import { createJournal } from './journal.ts';

export const maxPerSite = 1000;
const maxAltogether = 10_000;
const maxListedSignals = 100;
/** A device not heard for this long makes room for another when its list is full. */
const forgottenMs = 7 * 86_400_000;

interface Entry {
  site: string;
  machine: string;
  reason: 'unknown' | 'other_site';
  firstSeenAt: number;
  lastSeenAt: number;
  messages: number;
  signals: Set<string>;
  unwritten: boolean;
}

interface Heard {
  site: string;
  machine: string;
  source: Source;
  reason: Entry['reason'];
  now: number;
}

export type Pending = ReturnType<typeof createPending>;

export function createPending({ db, log }: { db: Kysely<Schema>; log: Log }) {
  const entries = new Map<Source, Entry>();
  const perSite = new Map<string, number>();
  const journal = createJournal<Source>({ log, what: 'pending', write });

  /** Many rows a statement: every statement is a wait for the disk. */
  async function write(sources: Source[]): Promise<void> {
    // One that was dropped and heard again is noted twice; a statement may not write a row twice.
    const changed = [...new Set(sources)].flatMap((source) => entries.get(source) ?? []);
    for (const entry of changed) entry.unwritten = false;
    for (const part of inParts(changed)) {
      await db
        .insertInto('pending')
        .values(part.map(rowOf))
        .onConflict((conflict) =>
          conflict.columns(['site', 'machine']).doUpdateSet((row) => ({
            reason: row.ref('excluded.reason'),
            last_seen_at: row.ref('excluded.last_seen_at'),
            messages: row.ref('excluded.messages'),
            signals: row.ref('excluded.signals'),
          })),
        )
        .execute();
    }
  }

  function insert(source: Source, entry: Entry): void {
    entries.set(source, entry);
    perSite.set(entry.site, (perSite.get(entry.site) ?? 0) + 1);
  }

  function remove(source: Source): Entry | undefined {
    const entry = entries.get(source);
    if (!entry) return undefined;
    entries.delete(source);
    const left = (perSite.get(entry.site) ?? 1) - 1;
    if (left > 0) perSite.set(entry.site, left);
    else perSite.delete(entry.site);
    return entry;
  }

  async function drop(source: Source): Promise<void> {
    const entry = remove(source);
    if (!entry) return;
    await journal.flush();
    await db.deleteFrom('pending').where('site', '=', entry.site).where('machine', '=', entry.machine).execute();
  }

  function hasRoom(site: string, now: number): boolean {
    const full = (perSite.get(site) ?? 0) >= maxPerSite || entries.size >= maxAltogether;
    if (!full) return true;
    for (const [source, entry] of entries) {
      if (entry.site !== site || now - entry.lastSeenAt < forgottenMs) continue;
      drop(source).catch((error: unknown) =>
        log.error({ err: error, source }, 'a forgotten device could not be dropped'),
      );
      return true;
    }
    return false;
  }

  function note(source: Source, entry: Entry): void {
    if (entry.unwritten) return;
    entry.unwritten = true;
    journal.add(source);
  }

  return {
    /** Reads what is kept, of one site or of all. */
    async load(only?: string): Promise<void> {
      const all = db.selectFrom('pending').selectAll();
      for (const row of await (only === undefined ? all : all.where('site', '=', only)).execute()) {
        const device = deviceOf(row);
        const source = `${row.site}/${row.machine}`;
        remove(source);
        insert(source, { ...device, signals: new Set(device.signals), unwritten: false });
      }
    },
    /** One message of an unregistered device; false: its list is full. */
    heard({ site, machine, source, reason, now }: Heard): boolean {
      let entry = entries.get(source);
      if (!entry) {
        if (!hasRoom(site, now)) return false;
        const signals = new Set<string>();
        entry = { site, machine, reason, firstSeenAt: now, lastSeenAt: now, messages: 0, signals, unwritten: false };
        insert(source, entry);
      }
      entry.reason = reason;
      entry.lastSeenAt = now;
      entry.messages++;
      note(source, entry);
      return true;
    },
    signal(source: Source, name: string): void {
      const entry = entries.get(source);
      if (entry && entry.signals.size < maxListedSignals) entry.signals.add(name);
    },
    has: (source: Source) => entries.has(source),
    sources: () => [...entries.keys()],
    get size() {
      return entries.size;
    },
    drop,
    /** Latest heard first. */
    list(): RouteAnswer<'pending.list'> {
      return [...entries.values()]
        .map(({ unwritten: _, signals, ...entry }) => ({ ...entry, signals: [...signals].sort() }))
        .sort((a, b) => b.lastSeenAt - a.lastSeenAt);
    },
    start: journal.start,
    close: journal.close,
  };
}

function rowOf({ site, machine, reason, firstSeenAt, lastSeenAt, messages, signals }: Entry): NewRow<'pending'> {
  return {
    site,
    machine,
    reason,
    first_seen_at: firstSeenAt,
    last_seen_at: lastSeenAt,
    messages,
    signals: JSON.stringify([...signals]),
  };
}

function deviceOf(row: Row<'pending'>): RouteAnswer<'pending.list'>[number] {
  const { site, machine, reason, messages } = row;
  const signals = JSON.parse(row.signals) as string[];
  return { site, machine, reason, messages, signals, firstSeenAt: row.first_seen_at, lastSeenAt: row.last_seen_at };
}

/** What is kept, latest heard first; for a process that hears no devices. One registered meanwhile is left out. */
export async function listPending(
  db: Kysely<Schema>,
  plant: Pick<PlantView, 'bySource'>,
): Promise<RouteAnswer<'pending.list'>> {
  const rows = await db.selectFrom('pending').selectAll().orderBy('last_seen_at', 'desc').execute();
  return rows.filter(({ site, machine }) => !plant.bySource(`${site}/${machine}`)).map(deviceOf);
}
