// Owns the register of certificates: lists, and one with its checks and its history.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { addDays, heldStates } from '@takt/model/application';
import type { CriterionResult, Scheme } from '@takt/model/recognition';
import { type Expression, type ExpressionBuilder, expressionBuilder, type SqlBool } from 'kysely';
import { bureauSightOf } from '../../plant/bureau-sight.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Row } from '../../platform/database/index.ts';
import type { CertificateCheckTable, CertificateTable } from '../../platform/database/schema/recognition.ts';
import type { RegistryEnterpriseTable, RegistryWorkshopTable } from '../../platform/database/schema/registry.ts';
import { readHistory } from '../history.ts';
import type { ApplicationParts } from '../parts.ts';
import { mayTake } from '../permitted.ts';
import { withNames } from '../record.ts';
import { readScheme } from '../schemes.ts';
import { shownResults } from '../shown.ts';
import { today } from '../today.ts';
import { type CertificateRecord, certificatesWithNames, summaryOf } from './record.ts';

type Query = RouteInput<'certificates.list'>['query'];
export type SentCertificate = RouteAnswer<'certificates.get'>;

export async function listCertificates(
  parts: ApplicationParts,
  caller: Caller,
  query: Query,
): Promise<RouteAnswer<'certificates.list'>> {
  const { db } = parts;
  const day = today(parts);
  const narrowed = filterOf(parts, caller, query, day);
  const { total } = await withNames(db)
    .certificates.select((e) => e.fn.countAll<number>().as('total'))
    .where(narrowed)
    .executeTakeFirstOrThrow();
  const rows = await certificatesWithNames(db)
    .where(narrowed)
    .orderBy('c.issued_on', 'desc')
    .orderBy('c.number')
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  return { total: Number(total), rows: rows.map((row) => summaryOf(row, day)) };
}

interface Joined {
  c: CertificateTable;
  e: RegistryEnterpriseTable;
  w: RegistryWorkshopTable;
  certificate_checks: CertificateCheckTable;
}

function filterOf(parts: ApplicationParts, caller: Caller, query: Query, day: string) {
  const e = expressionBuilder<Joined, 'c' | 'e' | 'w'>();
  const { countsAs, district, enterprise, subject, year, expiringWithinDays, due, text } = query;
  const { districts, enterprises } = bureauSightOf(parts, caller, 'recognition.read');
  const all: Expression<SqlBool>[] = [...stateFilter(e, query.state, day)];
  if (districts !== 'all') {
    const own = enterprises.length > 0 ? [e('e.plant_enterprise', 'in', enterprises)] : [];
    all.push(e.or([...(districts.length > 0 ? [e('c.district', 'in', districts)] : []), ...own]));
  }
  if (countsAs) all.push(e('c.counts_as', '=', countsAs));
  if (district) all.push(e('c.district', '=', parts.regions.canonical(district)));
  if (enterprise) all.push(e('c.enterprise', '=', enterprise));
  if (subject) all.push(e('c.subject', '=', subject));
  if (year) all.push(e('c.issued_on', '>=', `${year}-01-01`), e('c.issued_on', '<=', `${year}-12-31`));
  if (expiringWithinDays !== undefined)
    all.push(
      e('c.state', 'in', heldStates),
      e('c.valid_until', '>=', day),
      e('c.valid_until', '<=', addDays(day, expiringWithinDays)),
    );
  if (due) all.push(e('c.state', 'in', heldStates), hasDueCheck(e, day));
  if (text) all.push(nameFilter(e, text));
  return e.and(all);
}

type Builder = ExpressionBuilder<Joined, 'c' | 'e' | 'w'>;

/** What ended is not held any more, whether or not that is written down yet. */
function stateFilter(e: Builder, state: Query['state'], day: string): Expression<SqlBool>[] {
  if (state === undefined) return [];
  if (state === 'withdrawn') return [e('c.state', '=', state)];
  const held = e('c.state', 'in', heldStates);
  if (state === 'expired') return [e.or([e('c.state', '=', state), e.and([held, e('c.valid_until', '<', day)])])];
  const unended = e.or([e('c.valid_until', 'is', null), e('c.valid_until', '>=', day)]);
  return [state === 'in_force' ? held : e('c.state', '=', state), unended];
}

function hasDueCheck(e: Builder, day: string): Expression<SqlBool> {
  return e.exists(
    e
      .selectFrom('certificate_checks')
      .select('certificate_checks.id')
      .whereRef('certificate_checks.certificate', '=', 'c.id')
      .where('certificate_checks.due', '<=', day)
      .where('certificate_checks.done_at', 'is', null),
  );
}

function nameFilter(e: Builder, text: string): Expression<SqlBool> {
  // Without the signs of a pattern: the two databases write them differently.
  const pattern = `%${text.toLowerCase().replace(/[%_\\]/g, '')}%`;
  const contains = (column: 'c.number' | 'e.name' | 'w.name') => e(e.fn<string>('lower', [column]), 'like', pattern);
  return e.or([contains('c.number'), contains('e.name'), contains('w.name')]);
}

export async function tellCertificate(
  parts: ApplicationParts,
  caller: Caller,
  row: CertificateRecord,
): Promise<SentCertificate> {
  const { db } = parts;
  const scheme = await readScheme(db, row.scheme, row.version);
  const checks = await db
    .selectFrom('certificate_checks')
    .selectAll()
    .where('certificate', '=', row.id)
    .orderBy('due')
    .orderBy('id')
    .execute();
  const application = row.application
    ? await db
        .selectFrom('recognition_applications')
        .select(['id', 'number'])
        .where('id', '=', row.application)
        .executeTakeFirst()
    : undefined;
  return {
    ...summaryOf(row, today(parts)),
    application: application ?? null,
    evidence: row.evidence,
    recordedAt: row.recorded_at,
    warnedOn: row.warned_on,
    withdrawnOn: row.withdrawn_on,
    checks: checks.map((check) => tellCheck(parts, caller, { row, check, scheme })),
    history: await readHistory(db, { certificate: row.id }),
    steps: stepsOf(parts, caller, row),
  };
}

function stepsOf(parts: ApplicationParts, caller: Caller, row: CertificateRecord): SentCertificate['steps'] {
  if (row.state !== 'valid' && row.state !== 'warned') return [];
  const where = { plantEnterprise: row.plant_enterprise, district: row.district };
  return [
    ...(mayTake(parts, caller, 'recognition.review', where) ? (['check'] as const) : []),
    ...(mayTake(parts, caller, 'recognition.decide', where) ? (['withdraw'] as const) : []),
  ];
}

function tellCheck(
  parts: ApplicationParts,
  caller: Caller,
  { row, check, scheme }: { row: CertificateRecord; check: Row<'certificate_checks'>; scheme: Scheme | undefined },
): SentCertificate['checks'][number] {
  const kept = check.results === null ? null : (JSON.parse(check.results) as CriterionResult[]);
  const shown = kept && shownResults(parts, caller, row, kept);
  return {
    id: check.id,
    due: check.due,
    doneAt: check.done_at,
    outcome: check.outcome,
    actorName: check.actor_name,
    results:
      shown?.map(({ criterion, outcome, value, threshold, reason }) => {
        const of = scheme?.criteria.find(({ id }) => id === criterion);
        const { name = null, indicator = null, operator = null } = of ?? {};
        return { criterion, outcome, value, threshold, reason, name, indicator, operator };
      }) ?? null,
  };
}
