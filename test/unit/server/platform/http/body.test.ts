// What a body may be: bounded in size and depth, plain data, and never unpacked.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseBody } from '../../../../../server/src/platform/http/body.ts';
import { done } from '../../../../../server/src/platform/outcome.ts';
import { type StartedHttp, startHttp } from './start.ts';

const parse = (kind: 'json' | 'yaml', text: string) =>
  parseBody(text, (types) => types.includes(`application/${kind}`));
const reasonsOf = (kind: 'json' | 'yaml', text: string) => {
  const read = parse(kind, text);
  return read.ok ? [] : (read.problem.errors ?? []).map(({ reason }) => reason);
};
const nested = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);
const laughs = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'ha' : `*a${i - 1},`.repeat(9)}]`);

describe('a body nested too deeply is refused', () => {
  test.each([
    ['json', nested('[', ']', 65)],
    ['json', nested('[', ']', 400_000)],
    ['json', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['yaml', nested('[', ']', 65)],
    ['yaml', nested('[', ']', 100_000)],
    ['yaml', nested('{a: ', '}', 20_000)],
    ['yaml', Array.from({ length: 1200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['yaml', '- '.repeat(20_000)],
    ['yaml', 'a: &a [*a]'],
    ['yaml', 'a: &a {b: {c: *a}}'],
  ] as const)('as %s, case %#', (kind, text) => {
    expect(reasonsOf(kind, text)[0]).toContain('is nested more than 64 levels deep');
  });

  test.each(['json', 'yaml'] as const)('but not what is deep within reason, as %s', (kind) => {
    expect(parse(kind, nested('[', ']', 64))).toMatchObject({ ok: true });
  });
});

describe('YAML', () => {
  test('that becomes far more than it says is refused', () => {
    expect(reasonsOf('yaml', laughs.join('\n'))[0]).toContain('Excessive alias count');
  });

  test('with a key twice is refused, naming the line', () => {
    expect(reasonsOf('yaml', 'a: 1\nb: {c: 1, c: 2}\n"a": 3')).toEqual([
      'line 3, column 1: the key "a" is repeated',
      'line 2, column 11: the key "c" is repeated',
    ]);
  });

  test('with very many keys is read in the time it takes to read them', () => {
    const text = Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join('\n');
    const read = parse('yaml', text);
    expect(read.ok && Object.keys(read.value as object)).toHaveLength(60_000);
  });

  test.each([
    '!!js/function "function () {}"',
    '!!binary aGk=',
    '!!set {a}',
    '!ruby/object:x {}',
    '!include /etc/passwd',
  ])('%s is no plain data', (text) => {
    expect(reasonsOf('yaml', `a: ${text}`)[0]).toContain('Unresolved tag');
  });

  test('with errors without end tells the first of them', () => {
    expect(reasonsOf('yaml', '- }\n'.repeat(5000))).toHaveLength(50);
  });

  test('that is long is sent as JSON', () => {
    const read = parse('yaml', `a: ${'x'.repeat(2_000_000)}`);
    expect(read).toMatchObject({ ok: false, problem: { status: 413, detail: expect.stringContaining('JSON') } });
  });
});

test.each([
  ['json', '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'],
  ['yaml', '__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}'],
] as const)('a key that reaches for the prototype is a key like any other, as %s', (kind, text) => {
  const read = parse(kind, text);
  expect(read.ok && Object.keys(read.value as object)).toEqual(['__proto__', 'constructor']);
  expect({}).not.toHaveProperty('polluted');
});

describe('over HTTP', () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(20_000_000)));
  let started: StartedHttp;
  beforeAll(async () => {
    started = await startHttp({ 'lines.put': async ({ params, body }) => done({ ...body, code: params.code }) });
  });
  afterAll(() => started.close());

  const put = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
    fetch(`${started.url}/api/v1/lines/l1`, {
      method: 'PUT',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  test.each(['gzip', 'deflate', 'br', 'gzip, gzip'])(
    'a body compressed by %s is refused unopened',
    async (encoding) => {
      const response = await put(bomb, { 'content-encoding': encoding });
      expect(response.status).toBe(415);
    },
  );

  test('another method hidden in a header, the address or the body is not the method', async () => {
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override', '_method']) {
      const response = await put('{"workshop":"w","name":"n"}', { [name]: 'DELETE' });
      expect([response.status, await response.json()]).toEqual([200, { code: 'l1', workshop: 'w', name: 'n' }]);
    }
    const hidden = await fetch(`${started.url}/api/v1/lines/l1?_method=PUT`, { method: 'POST', body: '{}' });
    expect(hidden.status).toBe(405);
  });
});
