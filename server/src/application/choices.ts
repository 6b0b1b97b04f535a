// Owns what somebody can choose from: schemes in force, and workshops and enterprises by their names.
import type { RouteAnswer } from '@takt/model/api';
import type { Scheme } from '@takt/model/recognition';
import { type Expression, type ExpressionBuilder, expressionBuilder, type SqlBool } from 'kysely';
import { type BureauSight, bureauSightOf } from '../plant/bureau-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { RegistryEnterpriseTable, RegistryWorkshopTable } from '../platform/database/schema/registry.ts';
import type { ApplicationParts } from './parts.ts';
import { today } from './today.ts';

type Choices = RouteAnswer<'applications.choices'>;
const mostOfAKind = 25;

export async function readChoices(parts: ApplicationParts, caller: Caller, text: string): Promise<Choices> {
  const sight = bureauSightOf(parts, caller, 'recognition.read');
  return { schemes: await schemesInForce(parts), subjects: await subjectsSeen(parts, sight, text) };
}

async function schemesInForce(parts: ApplicationParts): Promise<Choices['schemes']> {
  const day = today(parts);
  const rows = await parts.db
    .selectFrom('recognition_schemes')
    .select('body')
    .where('valid_from', '<=', day)
    .where((e) => e.or([e('valid_to', 'is', null), e('valid_to', '>=', day)]))
    .orderBy('id')
    .orderBy('version')
    .execute();
  // Of several versions of one the last stays.
  const schemes = new Map(rows.map(({ body }) => JSON.parse(body) as Scheme).map((one) => [one.id, one]));
  return [...schemes.values()].map(({ id, name, subject, countsAs }) => ({ id, name, subject, countsAs }));
}

interface Joined {
  e: RegistryEnterpriseTable;
  w: RegistryWorkshopTable;
}

async function subjectsSeen({ db }: ApplicationParts, sight: BureauSight, text: string): Promise<Choices['subjects']> {
  const e = expressionBuilder<Joined, 'e' | 'w'>();
  const workshops = await db
    .selectFrom('registry_workshops as w')
    .innerJoin('registry_enterprises as e', 'e.id', 'w.enterprise')
    .select(['w.id', 'w.name', 'w.district', 'e.name as enterpriseName'])
    .where(e.and([seen(e, sight, 'w.district'), e('w.state', '=', 'active'), e('e.state', '=', 'active')]))
    .where(e.or([contains(e, 'w.name', text), contains(e, 'e.name', text)]))
    .orderBy('e.name')
    .orderBy('w.name')
    .limit(mostOfAKind)
    .execute();
  const enterprises = await db
    .selectFrom('registry_enterprises as e')
    .select(['e.id', 'e.name', 'e.district', 'e.name as enterpriseName'])
    .where(e.and([seen(e, sight, 'e.district'), e('e.state', '=', 'active'), contains(e, 'e.name', text)]))
    .orderBy('e.name')
    .limit(mostOfAKind)
    .execute();
  return [
    ...workshops.map((one) => ({ kind: 'workshop' as const, ...one })),
    ...enterprises.map((one) => ({ kind: 'enterprise' as const, ...one })),
  ];
}

function seen(
  e: ExpressionBuilder<Joined, 'e' | 'w'>,
  { districts, enterprises }: BureauSight,
  district: 'w.district' | 'e.district',
): Expression<SqlBool> {
  if (districts === 'all') return e.and([]);
  return e.or([
    ...(districts.length > 0 ? [e(district, 'in', districts)] : []),
    ...(enterprises.length > 0 ? [e('e.plant_enterprise', 'in', enterprises)] : []),
  ]);
}

function contains(
  e: ExpressionBuilder<Joined, 'e' | 'w'>,
  column: 'w.name' | 'e.name',
  text: string,
): Expression<SqlBool> {
  return e(e.fn<string>('lower', [column]), 'like', `%${text.toLowerCase().replace(/[%_\\]/g, '')}%`);
}
