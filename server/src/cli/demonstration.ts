// Owns preparing the demonstration before its server starts: who may sign in, and the token of its own programs.
import { readFile } from 'node:fs/promises';
import { dayNumberOf } from '@takt/model/calendar';
import type { Regions } from '@takt/model/regions';
import { type DemonstrationPlant, issueProgramToken, type Person, seedPeople } from '../access/demonstration/people.ts';
import type { Config } from '../config.ts';
import { createAudit } from '../platform/audit/index.ts';
import type { Database } from '../platform/database/index.ts';
import { openDataDirectory } from '../platform/process/data-directory.ts';
import { parseYaml } from '../platform/yaml/index.ts';
import { readRegions } from '../region/index.ts';
import { halfShaftProject, writeDemonstrationCity } from './demonstration-city/index.ts';
import { configFrom, type Environment } from './installation/config.ts';
import { createRegistry, openTelemetry } from './installation/parts.ts';
import { formatTable } from './terminal/table.ts';

export interface Preparation {
  /** With passwords nobody will know again; empty where there were accounts already. */
  people: Person[];
  token: string;
  /** ISO date since which the half-shaft line is retrofitted; undefined: it is not in the registry. */
  retrofittedOn: string | undefined;
}

/** Throws where a server has the data directory. */
export async function prepareDemonstration(environment: Environment, plantFile: string): Promise<Preparation> {
  const config = configFrom(environment);
  const regions = await readRegions(config.regionsFile);
  const plant = { ...plantIn(await readFile(plantFile, 'utf8'), plantFile), city: regions.city.code };
  const directory = openDataDirectory(config.dataDirectory);
  try {
    const database = await createRegistry(config);
    try {
      await database.migrations.apply();
      const enterpriseOf = () => plant.enterprise;
      const parts = { db: database.db, audit: createAudit(Date.now, enterpriseOf), clock: Date.now };
      await fillCity(config, database, regions);
      return {
        people: await seedPeople(parts, plant),
        token: await issueProgramToken(parts),
        retrofittedOn: await retrofittedOn(database),
      };
    } finally {
      await database.close();
    }
  } finally {
    directory.release();
  }
}

/** A city beside the plant, in the first of its starts. */
async function fillCity(config: Config, { db }: Database, regions: Regions): Promise<void> {
  const store = await openTelemetry(config);
  try {
    const today = isoDateOf(Date.now(), regions.city.timeZone);
    await writeDemonstrationCity({ db, store, regions, today });
  } finally {
    await store.close();
  }
}

async function retrofittedOn({ db }: Database): Promise<string | undefined> {
  const row = await db
    .selectFrom('retrofit_projects')
    .select('go_live')
    .where('id', '=', halfShaftProject)
    .executeTakeFirst();
  return row?.go_live ?? undefined;
}

/** As in `2026-11-26`. */
function isoDateOf(at: number, timeZone: string): string {
  return new Date(dayNumberOf(at, timeZone) * 86_400_000).toISOString().slice(0, 10);
}

/** Whom to sign in as, and how. */
export function formatPeople(people: readonly Person[]): string {
  const rows = people.map(({ login, password, name, role, scope }) => [login, password, name, `${role} @ ${scope}`]);
  return formatTable(['login', 'password', 'name', 'role'], rows);
}

/** The first of each level. */
function plantIn(text: string, file: string): Omit<DemonstrationPlant, 'city'> {
  const parsed = parseYaml(text);
  const plant = (parsed.ok ? parsed.document.value : {}) as Record<
    string,
    Record<string, { district?: string }> | undefined
  >;
  const first = (level: string) => Object.entries(plant[level] ?? {})[0];
  const [enterprise] = first('enterprises') ?? [];
  const [site, { district } = {}] = first('sites') ?? [];
  const [workshop] = first('workshops') ?? [];
  const [line] = first('lines') ?? [];
  if (!enterprise || !site || !district || !workshop || !line) throw new Error(`${file} has no line of a site`);
  return { district, enterprise, site, workshop, line };
}
