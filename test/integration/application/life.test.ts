// The whole life of a recognition on a started server: applied for, reviewed, decided, verified by anybody, looked at again, withdrawn.
import { createHash } from 'node:crypto';
import type { RouteName } from '@takt/model/api';
import type { EvidencePackage } from '@takt/model/application';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallInput, requestFor } from '../../../model/api/request.ts';
import { testScheme, writeScheme, writeWorkshop } from '../../harness/applications.ts';
import { pdfText } from '../../harness/pdf-text.ts';
import { changeAccess, givenPeople, type TestPerson } from '../../harness/people.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { grant } from '../access/stage.ts';

const qijiang = '500110';
const marks = ['axle', 'gear', 'moved', 'twice'] as const;

let server: RunningServer;
let people: Record<'boss' | 'other' | 'district' | 'colleague' | 'elsewhere' | 'city' | 'mayor', TestPerson>;

async function ask<N extends RouteName>(
  person: TestPerson | undefined,
  name: N,
  input: CallInput<N>,
  file?: Uint8Array,
) {
  const { method, path } = requestFor(name, input);
  const { body } = input as { body?: unknown };
  const sent = file ? { body: Buffer.from(file) } : body === undefined ? {} : { body: JSON.stringify(body) };
  const type = file ? 'application/octet-stream' : 'application/json';
  const headers = {
    ...(person ? { authorization: `Bearer ${person.token}` } : {}),
    ...('body' in sent ? { 'content-type': type } : {}),
  };
  const response = await fetch(server.url + path, { method, headers, ...sent });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const json = () => JSON.parse(text);
  return { status: response.status, bytes, text, json };
}

async function applied(mark: string) {
  const subject = { kind: 'workshop' as const, id: `rw-${mark}` };
  return people.boss.call('applications.create', { body: { scheme: 'test-digital-workshop', subject } });
}

async function checked(id: string, revision: number) {
  const answers = { mes: { answer: 'met' as const, note: '自2024年起使用' } };
  return people.boss.call('applications.selfCheck', { params: { id }, body: { revision, answers } });
}

async function documented(id: string, revision: number) {
  const query = { name: 'MES 合同.pdf', criterion: 'mes', revision };
  const answer = await ask(
    people.boss,
    'applications.attach',
    { params: { id }, query } as never,
    Buffer.from('contract'),
  );
  expect(answer.status, answer.text).toBe(200);
  return answer.json() as { revision: number; documents: { id: string; sha256: string }[] };
}

/** In the hands of the district. */
async function handedIn(mark: string) {
  const { id, revision } = await applied(mark);
  const looked = await checked(id, revision);
  const with_ = await documented(id, looked.revision);
  return people.boss.call('applications.submit', { params: { id }, body: { revision: with_.revision } });
}

beforeAll(async () => {
  server = await startServer();
  await server.put('/api/v1/plant', {
    enterprises: { acme: { name: 'Acme' }, beta: { name: 'Beta' } },
    sites: {
      a1: { enterprise: 'acme', name: 'A', district: qijiang, sector: 'C36', timeZone: 'Asia/Shanghai' },
      b1: { enterprise: 'beta', name: 'B', district: qijiang, sector: 'C36', timeZone: 'Asia/Shanghai' },
    },
  });
  await changeAccess(server, async (db) => {
    for (const mark of marks)
      await writeWorkshop(db, {
        mark,
        district: qijiang,
        plantEnterprise: mark === 'axle' ? 'acme' : null,
        names: { enterprise: `綦江${mark}有限公司`, workshop: `${mark}车间` },
      });
    // One enterprise of the plant has several workshops.
    await db.updateTable('registry_workshops').set({ enterprise: 're-axle' }).where('id', 'like', 'rw-%').execute();
    await writeScheme(db, testScheme());
  });
  people = await givenPeople(server, {
    boss: [grant('enterprise_admin', 'enterprise:acme')],
    other: [grant('enterprise_admin', 'enterprise:beta')],
    district: [grant('district_officer', `district:${qijiang}`)],
    colleague: [grant('district_officer', `district:${qijiang}`)],
    elsewhere: [grant('district_officer', 'district:5001LJ')],
    city: [grant('city_officer', 'city:500000')],
    mayor: [grant('city_officer', 'city:500000')],
  });
});
afterAll(async () => {
  await server?.stop();
});

describe('a workshop that is recognised', () => {
  let id: string;
  let certificate: string;
  let number: string;
  let evidence: Uint8Array;

  it('is applied for by its enterprise, which alone sees the draft', async () => {
    const draft = await applied('axle');
    id = draft.id;
    expect(draft).toMatchObject({
      state: 'draft',
      number: expect.stringMatching(/^A-\d{4}-\d{6}$/),
      steps: ['self_check', 'withdraw'],
    });
    for (const person of [people.district, people.city, people.other])
      expect((await ask(person, 'applications.get', { params: { id } })).status).toBe(404);
    const subject = { kind: 'workshop' as const, id: 'rw-axle' };
    const body = { scheme: 'test-digital-workshop', subject };
    expect((await ask(people.other, 'applications.create', { body })).status).toBe(404);
    const again = await ask(people.boss, 'applications.create', { body });
    expect([again.status, again.text]).toEqual([409, expect.stringContaining(draft.number)]);
  });

  it('is not handed in before its documents are there, nor by a scheme it was not checked by', async () => {
    const looked = await checked(id, 0);
    expect(looked.criteria.map((one) => [one.id, one.result?.outcome, one.needsDocument])).toEqual([
      ['mes', 'unknown', true],
      ['nobody_knows', 'unknown', false],
    ]);
    const early = await ask(people.boss, 'applications.submit', {
      params: { id },
      body: { revision: looked.revision },
    });
    expect([early.status, early.text]).toEqual([422, expect.stringContaining('documents.mes')]);
    const { revision, documents } = await documented(id, looked.revision);
    expect(documents[0]?.sha256).toBe(createHash('sha256').update('contract').digest('hex'));
    await changeAccess(server, (db) => writeScheme(db, testScheme(2)));
    const changed = await ask(people.boss, 'applications.submit', { params: { id }, body: { revision } });
    expect([changed.status, changed.text]).toEqual([409, expect.stringContaining('version 2')]);
    const anew = await people.boss.call('applications.get', { params: { id } });
    expect([anew.scheme.version, anew.state]).toEqual([2, 'self_checked']);
    const handed = await people.boss.call('applications.submit', { params: { id }, body: { revision: anew.revision } });
    expect(handed).toMatchObject({ state: 'district_review', packages: [{ occasion: 'submission' }] });
  });

  it('goes over its district to the city, and each says its part only', async () => {
    const seen = await people.district.call('applications.list', { query: { mine: '1' } });
    expect(seen.rows.map((row) => row.id)).toEqual([id]);
    expect((await people.elsewhere.call('applications.list', { query: {} })).total).toBe(0);
    const { revision } = await people.district.call('applications.get', { params: { id } });
    const accept = { params: { id }, body: { revision, decision: 'accept' as const } };
    expect((await ask(people.elsewhere, 'applications.review', accept)).status).toBe(404);
    expect((await ask(people.boss, 'applications.review', accept)).status).toBe(403);
    const silent = { params: { id }, body: { revision, decision: 'return' as const } };
    expect((await ask(people.district, 'applications.review', silent)).status).toBe(400);
    expect((await people.district.call('applications.review', accept)).state).toBe('city_decision');
    expect(
      (await ask(people.district, 'applications.decide', { params: { id }, body: { revision, decision: 'approve' } }))
        .status,
    ).toBe(403);
  });

  it('is approved with a reason for what is not known, and gets a certificate with its evidence', async () => {
    const { revision } = await people.city.call('applications.get', { params: { id } });
    const approve = (reason?: string) => ({ params: { id }, body: { revision, decision: 'approve' as const, reason } });
    expect((await ask(people.city, 'applications.decide', approve())).status).toBe(422);
    const done = await people.city.call('applications.decide', approve('核对了合同') as never);
    expect(done).toMatchObject({ state: 'approved', steps: [], packages: [{}, { occasion: 'decision' }] });
    expect(done.history.map(({ kind }) => kind)).toEqual(['created', 'submitted', 'accepted', 'approved', 'issued']);
    ({ id: certificate = '', number = '' } = done.certificate ?? {});
    expect(number).toMatch(/^TEST-DIGITAL-WORKSHOP-\d{4}-0001$/);
    const last = done.packages[1];
    const params = { id, package: last?.id ?? '' };
    const json = await ask(people.city, 'applications.package', { params, query: {} });
    evidence = json.bytes;
    expect(createHash('sha256').update(evidence).digest('hex')).toBe(last?.sha256);
    const content = json.json() as EvidencePackage;
    expect(content.documents).toMatchObject([{ criterion: 'mes', name: 'MES 合同.pdf' }]);
    expect(content.criteria[0]?.answered).toEqual({ answer: 'met', note: '自2024年起使用' });
    const pdf = await ask(people.boss, 'applications.package', { params, query: { as: 'pdf' } });
    const text = pdfText(pdf.bytes).join('').replaceAll('\n', '');
    expect(text).toContain(last?.sha256);
    expect(text).toContain('axle车间');
    expect((await ask(people.other, 'applications.package', { params, query: {} })).status).toBe(404);
  });

  it('is verified by anybody, who learns nothing else', async () => {
    const found = await ask(undefined, 'verification.certificate', { params: { number } });
    const year = Number(number.split('-').at(-2));
    expect(found.json()).toEqual({
      number,
      enterprise: '綦江axle有限公司',
      workshop: 'axle车间',
      countsAs: 'digital_workshop',
      issuedOn: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      validUntil: expect.stringContaining(`${year + 3}-`),
      state: 'valid',
      evidence: createHash('sha256').update(evidence).digest('hex'),
    });
    const none = await ask(undefined, 'verification.certificate', { params: { number: 'NO-2026-0001' } });
    expect(none.status).toBe(404);
    const file = await ask(people.boss, 'certificates.file', { params: { id: certificate }, query: {} });
    expect(pdfText(file.bytes).join('')).toContain(number);
  });

  it('has evidence that shows when it was changed', async () => {
    const verify = async (content: Uint8Array | string) =>
      (await ask(undefined, 'verification.package', {} as never, Buffer.from(content as string))).json();
    expect(await verify(evidence)).toMatchObject({ result: 'unchanged', certificate: number });
    const content = JSON.parse(new TextDecoder().decode(evidence)) as EvidencePackage;
    // Written in another way it is the same.
    expect(await verify(JSON.stringify(content, null, 2))).toMatchObject({ result: 'unchanged' });
    const forged = { ...content, figures: [{ indicator: 'nc_rate', value: 1 }] };
    expect(await verify(JSON.stringify(forged))).toMatchObject({ result: 'changed', certificate: null });
    expect(await verify(JSON.stringify({ ...content, id: 'nowhere' }))).toMatchObject({ result: 'unknown' });
    const junk = await ask(undefined, 'verification.package', {} as never, Buffer.from('{"a":'));
    expect(junk.status).toBe(422);
  });

  it('is warned by its district, and withdrawn by the city, for all to see', async () => {
    const issued = await people.district.call('certificates.get', { params: { id: certificate } });
    expect(issued).toMatchObject({ state: 'valid', steps: ['check'], checks: [{ outcome: null }] });
    const check = issued.checks[0]?.id ?? '';
    const params = { id: certificate, check };
    const mendUntil = `${Number(issued.issuedOn.slice(0, 4)) + 1}-01-31`;
    const warn = { params, body: { outcome: 'warned' as const, revision: 0, reason: '设备联网率下降', mendUntil } };
    expect((await ask(people.city, 'certificates.check', warn)).status).toBe(403);
    const past = { params, body: { ...warn.body, mendUntil: '2020-01-01' } };
    expect((await ask(people.district, 'certificates.check', past)).status).toBe(422);
    const warned = await people.district.call('certificates.check', warn);
    expect(warned).toMatchObject({
      state: 'warned',
      reason: '设备联网率下降',
      checks: [{ due: mendUntil }, { outcome: 'warned' }],
    });
    const withdraw = { params: { id: certificate }, body: { revision: warned.revision, reason: '逾期未整改' } };
    expect((await ask(people.district, 'certificates.withdraw', withdraw)).status).toBe(403);
    await people.city.call('certificates.withdraw', withdraw);
    expect((await ask(people.mayor, 'certificates.withdraw', withdraw)).status).toBe(409);
    const found = await ask(undefined, 'verification.certificate', { params: { number } });
    expect(found.json()).toMatchObject({ state: 'withdrawn' });
    const mine = await people.boss.call('certificates.list', { query: { state: 'withdrawn' } });
    expect(mine.rows).toMatchObject([{ number, reason: '逾期未整改' }]);
    expect((await people.other.call('certificates.list', { query: {} })).total).toBe(0);
  });

  it('leaves each step in the audit log', async () => {
    const entries = await server.call('audit.list', { query: { kind: 'certificate' } });
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'certificates.issued',
      'certificates.warned',
      'certificates.withdrawn',
    ]);
  });
});

describe('when two act at once', () => {
  it('the second officer is told of the first', async () => {
    const { id, revision } = await handedIn('twice');
    const decide = (person: TestPerson, decision: 'accept' | 'return') =>
      ask(person, 'applications.review', { params: { id }, body: { revision, decision, reason: 'x' } });
    const both = await Promise.all([decide(people.district, 'accept'), decide(people.colleague, 'return')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = both.find(({ status }) => status === 409);
    expect(late?.text).toMatch(/Person (district|colleague)|district|colleague/);
    const { history } = await people.boss.call('applications.get', { params: { id } });
    expect(history.filter(({ kind }) => ['accepted', 'returned'].includes(kind))).toHaveLength(1);
  });

  it('one application is begun for a subject, and numbers are given out once', async () => {
    const subject = { kind: 'workshop' as const, id: 'rw-gear' };
    const begin = () => ask(people.boss, 'applications.create', { body: { scheme: 'test-digital-workshop', subject } });
    const all = await Promise.all([begin(), begin(), begin()]);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const body = {
      number: 'OLD-1',
      scheme: 'test-digital-workshop',
      subject,
      issuedOn: '2021-05-01',
      validUntil: null,
    };
    expect((await ask(people.district, 'certificates.import', { body })).status).toBe(403);
    const imported = await Promise.all([1, 2].map(() => ask(people.city, 'certificates.import', { body })));
    expect(imported.map(({ status }) => status).sort()).toEqual([200, 409]);
    const found = await ask(undefined, 'verification.certificate', { params: { number: 'OLD-1' } });
    expect(found.json()).toMatchObject({ state: 'valid', evidence: null, validUntil: null });
  });
});

describe('a workshop that is moved while its application is open', () => {
  it('is decided over by nobody until the application was returned to whose it is now', async () => {
    const { id, revision } = await handedIn('moved');
    await changeAccess(server, async (db) => {
      await db
        .updateTable('registry_enterprises')
        .set({ plant_enterprise: 'beta' })
        .where('id', '=', 're-gear')
        .execute();
      await db.updateTable('registry_workshops').set({ enterprise: 're-gear' }).where('id', '=', 'rw-moved').execute();
    });
    const review = (decision: 'accept' | 'return') =>
      ask(people.district, 'applications.review', { params: { id }, body: { revision, decision, reason: 'x' } });
    const refused = await review('accept');
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('return the application')]);
    expect((await review('return')).json()).toMatchObject({ state: 'returned', enterprise: { id: 're-gear' } });
    expect((await ask(people.boss, 'applications.get', { params: { id } })).status).toBe(404);
    const theirs = await people.other.call('applications.get', { params: { id } });
    expect(theirs.steps).toEqual(['self_check', 'withdraw']);
  });
});

describe('bad input', () => {
  it('is refused with what is wrong', async () => {
    const create = (body: object) => ask(people.boss, 'applications.create', { body: body as never });
    const subject = { kind: 'workshop', id: 'rw-axle' };
    expect((await create({ scheme: 'nowhere', subject })).status).toBe(422);
    expect(
      (await create({ scheme: 'test-digital-workshop', subject: { kind: 'enterprise', id: 're-axle' } })).status,
    ).toBe(422);
    expect((await create({ scheme: 'x'.repeat(100), subject })).status).toBe(400);
    const { rows } = await people.boss.call('applications.list', { query: { state: 'draft' } });
    const { id = '', revision = 0 } = rows[0] ?? {};
    const params = { id };
    const answers = { other: { answer: 'met' as const, note: null } };
    expect((await ask(people.boss, 'applications.selfCheck', { params, body: { revision, answers } })).status).toBe(
      422,
    );
    const attach = (name: string, criterion: string, file: Uint8Array) =>
      ask(people.boss, 'applications.attach', { params, query: { name, criterion, revision } } as never, file);
    expect((await attach('virus.exe', 'mes', Buffer.from('x'))).status).toBe(422);
    expect((await attach('a.pdf', 'other', Buffer.from('x'))).status).toBe(422);
    expect((await attach('a.pdf', 'mes', new Uint8Array(20_000_001))).status).toBe(413);
  });
});
