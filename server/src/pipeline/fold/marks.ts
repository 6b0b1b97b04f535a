// Owns the marks by which ingest tells a fold in another process what it stored: rows of the database, taken away once noted.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { PlantView } from '../plant-view.ts';
import type { DirtyMarks } from './dirty.ts';

/** Machine, first and last moment of what was stored of it. */
type Mark = readonly [machine: string, from: number, to: number];

/** A row a site and flush: a worker takes whole rows of the sites it holds. */
export function createMarkWriter(db: Kysely<Schema>, plant: Pick<PlantView, 'machine'>): DirtyMarks {
  const unwritten = new Map<string, Mark>();
  return {
    note(machine, from, to) {
      const known = unwritten.get(machine);
      unwritten.set(machine, known ? [machine, Math.min(known[1], from), Math.max(known[2], to)] : [machine, from, to]);
    },
    async persist() {
      if (unwritten.size === 0) return;
      const marks = [...unwritten.values()];
      const bySite = Map.groupBy(marks, ([machine]) => plant.machine(machine)?.site);
      const rows = [...bySite].flatMap(([site, some]) =>
        site === undefined ? [] : { site, marks: JSON.stringify(some) },
      );
      if (rows.length > 0) await db.insertInto('dirty_marks').values(rows).execute();
      // What was noted while they were written stays.
      for (const mark of marks) if (unwritten.get(mark[0]) === mark) unwritten.delete(mark[0]);
    },
  };
}

const rowsAtOnce = 1000;

export interface TakenMarks {
  marks: Mark[];
  /** Takes those of these sites away; to be called once they are noted durably elsewhere. */
  settle(sites: readonly string[]): Promise<void>;
  /** More are waiting. */
  more: boolean;
}

export async function takeMarks(db: Kysely<Schema>, sites: readonly string[]): Promise<TakenMarks> {
  const rows =
    sites.length === 0
      ? []
      : await db
          .selectFrom('dirty_marks')
          .selectAll()
          .where('site', 'in', [...sites])
          .orderBy('id')
          .limit(rowsAtOnce)
          .execute();
  return {
    marks: rows.flatMap((row) => JSON.parse(row.marks) as Mark[]),
    more: rows.length === rowsAtOnce,
    async settle(settled) {
      const ids = rows.filter((row) => settled.includes(row.site)).map((row) => row.id);
      if (ids.length > 0) await db.deleteFrom('dirty_marks').where('id', 'in', ids).execute();
    },
  };
}
