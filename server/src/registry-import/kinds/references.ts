// Owns finding the enterprise a row of something else names, and its workshops.

import type { CellReject } from '@takt/model/imports';
import { bareName, foldUscc, nameKey, usccProblem } from '@takt/model/registry';
import type { Row } from '../../platform/database/index.ts';
import type { Value } from '../cell.ts';
import type { Reach } from '../reach.ts';
import { type Db, grouped } from './rules.ts';

type Enterprise = Pick<
  Row<'registry_enterprises'>,
  'id' | 'name' | 'name_key' | 'uscc' | 'district' | 'plant_enterprise' | 'state'
>;
export type Found<T> = { ok: true; value: T } | { ok: false; code: CellReject['code'] };

/** For cells that name enterprises: by social credit code, or by name as it is folded. */
export async function findEnterprises(
  db: Db,
  texts: readonly (Value | undefined)[],
  reach: Reach,
): Promise<(text: Value | undefined) => Found<Enterprise>> {
  const wanted = [...new Set(texts.map((text) => String(text ?? '')))];
  const codes = wanted.map(foldUscc).filter((code) => usccProblem(code) === undefined);
  const keys = wanted.map(nameKey);
  const all = await db
    .selectFrom('registry_enterprises')
    .select(['id', 'name', 'name_key', 'uscc', 'district', 'plant_enterprise', 'state'])
    .where((e) => e.or([...(codes.length > 0 ? [e('uscc', 'in', codes)] : []), e('name_key', 'in', keys)]))
    .execute();
  const within = all.filter((one) => isWithin(one, reach));
  const byCode = new Map(within.map((one) => [one.uscc ?? '', one]));
  const byKey = grouped(within, ({ name_key }) => name_key);
  return (text) => {
    const coded = byCode.get(foldUscc(String(text ?? '')));
    return coded ? active([coded]) : active(sameName(byKey.get(nameKey(String(text ?? ''))) ?? [], String(text ?? '')));
  };
}

function isWithin({ district, plant_enterprise }: Enterprise, reach: Reach): boolean {
  if (reach.level === 'city') return true;
  return reach.level === 'district' ? district === reach.code : plant_enterprise === reach.code;
}

/** Those that are called just so, where there are any. */
function sameName(alike: readonly Enterprise[], text: string): readonly Enterprise[] {
  const exact = alike.filter(({ name }) => bareName(name) === bareName(text));
  return exact.length > 0 ? exact : alike;
}

function active(found: readonly Enterprise[]): Found<Enterprise> {
  const [one, ...more] = found.filter(({ state }) => state === 'active');
  if (more.length > 0) return { ok: false, code: 'ambiguous_enterprise' };
  if (one) return { ok: true, value: one };
  const [gone] = found;
  if (!gone) return { ok: false, code: 'no_such_enterprise' };
  return { ok: false, code: gone.state === 'merged' ? 'merged_record' : 'closed' };
}

/** Workshops of these enterprises that are not closed, by enterprise and folded name. */
export async function findWorkshops(db: Db, enterprises: readonly string[]) {
  const ids = [...new Set(enterprises)];
  const rows =
    ids.length === 0
      ? []
      : await db.selectFrom('registry_workshops').selectAll().where('enterprise', 'in', ids).execute();
  const byName = grouped(rows, ({ enterprise, name }) => `${enterprise}/${bareName(name)}`);
  return (enterprise: string, name: Value | undefined) => {
    const all = byName.get(`${enterprise}/${bareName(String(name ?? ''))}`) ?? [];
    return {
      active: all.filter(({ state }) => state === 'active'),
      closed: all.filter(({ state }) => state === 'closed'),
    };
  };
}
