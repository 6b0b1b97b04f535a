// Owns finding enterprises that may be one: by name, by a contact's number, by what they are linked to.
import type { DuplicateReason, RouteAnswer, RouteInput } from '@takt/model/api';
import { alikeNames, bigramsOf, phoneKey, similarity } from '@takt/model/registry';

import type { Caller } from '../../platform/caller.ts';
import { inParts } from '../../platform/database/in-parts.ts';
import type { Row } from '../../platform/database/index.ts';
import { withCounts } from '../enterprises/list.ts';
import type { RegistryParts } from '../parts.ts';
import { inSight, sightOf } from '../sight.ts';
import type { Db } from '../write.ts';

type Known = Pick<Row<'registry_enterprises'>, 'id' | 'name_key' | 'district' | 'plant_enterprise'>;

interface Found {
  first: string;
  second: string;
  reasons: Set<DuplicateReason>;
  similarity: number;
}

/** A name or number that more than so many have tells nothing of any two of them. */
const mostInBlock = 30;

export async function findDuplicates(
  parts: RegistryParts,
  caller: Caller,
  query: RouteInput<'duplicates.list'>['query'],
): Promise<RouteAnswer<'duplicates.list'>> {
  const { db, plant } = parts;
  const known = await knownTo(parts, caller, query.district);
  const pairs = createPairs(known);
  blocks(pairs, 'name', known, ({ name_key }) => name_key);
  const cut = alikeByDistrict(pairs, known);
  await samePhones(pairs, db, known);
  await samePlants(pairs, parts, known);
  await withoutDistinct(pairs, db);
  const sorted = pairs
    .all()
    .sort((a, b) => strength(b) - strength(a) || (a.first + a.second < b.first + b.second ? -1 : 1));
  const page = sorted.slice(query.offset, query.offset + query.limit);
  const rows = await enterprisesOf(db, [...new Set(page.flatMap(({ first, second }) => [first, second]))]);
  const told = new Map((await withCounts(db, plant, rows)).map((row) => [row.id, row]));
  return {
    total: sorted.length,
    cut,
    rows: page.flatMap(({ reasons, similarity: alike, ...pair }) => {
      const [first, second] = [told.get(pair.first), told.get(pair.second)];
      return first && second ? [{ first, second, reasons: [...reasons], similarity: alike }] : [];
    }),
  };
}

/** Only where the caller may do something about it. */
function knownTo(parts: RegistryParts, caller: Caller, district: string | undefined): Promise<Known[]> {
  const sight = sightOf(parts, caller, 'registry.write');
  return parts.db
    .selectFrom('registry_enterprises')
    .select(['id', 'name_key', 'district', 'plant_enterprise'])
    .where((e) => inSight(e, sight))
    .where('state', '<>', 'merged')
    .$if(district !== undefined, (q) => q.where('district', '=', parts.regions.canonical(district ?? '')))
    .orderBy('id')
    .execute();
}

type Pairs = ReturnType<typeof createPairs>;

function createPairs(known: readonly Known[]) {
  const found = new Map<string, Found>();
  const keys = new Map(known.map(({ id, name_key }) => [id, name_key]));
  return {
    has: (id: string) => keys.has(id),
    add(a: string, b: string, reason: DuplicateReason): void {
      if (a === b) return;
      const [first, second] = a < b ? [a, b] : [b, a];
      const pair = found.get(`${first} ${second}`);
      if (pair) pair.reasons.add(reason);
      else {
        const alike = similarity(bigramsOf(keys.get(first) ?? ''), bigramsOf(keys.get(second) ?? ''));
        found.set(`${first} ${second}`, { first, second, reasons: new Set([reason]), similarity: alike });
      }
    },
    drop: (first: string, second: string) => void found.delete(`${first} ${second}`),
    all: () => [...found.values()],
  };
}

const weights: Readonly<Record<DuplicateReason, number>> = { name: 4, plant: 3, phone: 2, similar: 1 };
const strength = ({ reasons, similarity: alike }: Found) =>
  [...reasons].reduce((sum, reason) => sum + weights[reason], 0) + alike;

function blocks<T extends { id: string }>(
  pairs: Pairs,
  reason: DuplicateReason,
  members: readonly T[],
  keyOf: (member: T) => string,
): void {
  for (const block of Map.groupBy(members, keyOf).values()) {
    if (block.length > mostInBlock) continue;
    for (const [index, one] of block.entries())
      for (const other of block.slice(index + 1)) pairs.add(one.id, other.id, reason);
  }
}

/** Whether there were too many. */
function alikeByDistrict(pairs: Pairs, known: readonly Known[]): boolean {
  let cut = false;
  for (const block of Map.groupBy(known, ({ district }) => district).values()) {
    const alike = alikeNames(block.map(({ id, name_key: key }) => ({ id, key })));
    cut ||= alike.cut;
    for (const { first, second, similarity: degree } of alike.pairs)
      if (degree < 1) pairs.add(first, second, 'similar');
  }
  return cut;
}

async function samePhones(pairs: Pairs, db: Db, known: readonly Known[]): Promise<void> {
  const rows = await db
    .selectFrom('registry_contacts')
    .select(['enterprise', 'phone'])
    .where('state', '=', 'active')
    .where('phone', 'is not', null)
    .execute();
  const inSightIds = new Set(known.map(({ id }) => id));
  const phones = new Map<string, { id: string; phone: string }>();
  for (const { enterprise: id, phone: text } of rows) {
    const phone = phoneKey(text);
    if (phone !== null && inSightIds.has(id)) phones.set(`${id} ${phone}`, { id, phone });
  }
  blocks(pairs, 'phone', [...phones.values()], ({ phone }) => phone);
}

/** A site of one record is linked to the plant of another. */
async function samePlants(pairs: Pairs, { db, plant }: RegistryParts, known: readonly Known[]): Promise<void> {
  const ofPlant = new Map(
    known.flatMap(({ id, plant_enterprise: code }) => (code === null ? [] : [[code, id] as const])),
  );
  const rows = await db
    .selectFrom('registry_sites')
    .select(['enterprise', 'plant_site'])
    .where('plant_site', 'is not', null)
    .execute();
  for (const { enterprise, plant_site: code } of rows) {
    const owner = code === null ? undefined : plant.placeOf({ level: 'site', code })?.enterprise;
    const other = owner === undefined ? undefined : ofPlant.get(owner);
    if (other !== undefined && pairs.has(enterprise)) pairs.add(enterprise, other, 'plant');
  }
}

async function withoutDistinct(pairs: Pairs, db: Db): Promise<void> {
  const rows = await db.selectFrom('registry_distinct').select(['first', 'second']).execute();
  for (const { first, second } of rows) pairs.drop(first, second);
}

async function enterprisesOf(db: Db, ids: readonly string[]): Promise<Row<'registry_enterprises'>[]> {
  const rows: Row<'registry_enterprises'>[] = [];
  for (const part of inParts(ids))
    rows.push(...(await db.selectFrom('registry_enterprises').selectAll().where('id', 'in', part).execute()));
  return rows;
}
