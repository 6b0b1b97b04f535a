// The operators' command: every one is described, secrets stay secret, and what people read is laid out for them.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createProgram } from '../../../server/src/cli/program.ts';
import { createTerminal } from '../../../server/src/cli/terminal/index.ts';
import { maskSecrets, maskUrl } from '../../../server/src/cli/terminal/mask.ts';
import { formatTable } from '../../../server/src/cli/terminal/table.ts';
import { bytes } from '../../../server/src/cli/terminal/text.ts';
import { readConfig } from '../../../server/src/config.ts';

it('every command stands in the reference, and the reference names no other', () => {
  const cli = { environment: {}, terminal: createTerminal(), clock: Date.now, fail: () => {} };
  const commands = createProgram(cli).commands.map((command) => command.name());
  const reference = readFileSync('docs/CLI.md', 'utf8');
  const described = [...reference.matchAll(/^\| `takt ([\w-]+)`/gm)].map(([, name]) => name);
  expect(described.sort()).toEqual(commands.sort());
});

it.each([
  ['postgres://takt:secret@db:5432/takt', 'postgres://takt:***@db:5432/takt'],
  ['redis://:secret@redis', 'redis://:***@redis'],
  ['http://influx:8086', 'http://influx:8086/'],
  ['postgres://db/takt?password=secret&sslmode=require', 'postgres://db/takt?password=***&sslmode=require'],
  ['no url with a secret', '***'],
])('%s is shown as %s', (url, shown) => {
  expect(maskUrl(url)).toBe(shown);
});

it('what somebody else says is shown without any secret of the configuration', () => {
  const outcome = readConfig({
    TAKT_DATABASE_URL: 'postgres://takt:p%40ss@db/takt',
    TAKT_INFLUX_URL: 'http://influx:8086',
    TAKT_INFLUX_TOKEN: 'token-1',
  });
  if (!outcome.ok) throw new Error(outcome.errors.join());
  const said = 'p@ss refused, as p%40ss and token-1 were';
  expect(maskSecrets(said, outcome.config)).toBe('*** refused, as *** and *** were');
});

it('columns stand under each other, also with characters that take two places', () => {
  expect(
    formatTable(
      ['name', 'count'],
      [
        ['车床', '1'],
        ['press', '22'],
      ],
    ),
  ).toBe('name   count\n车床   1\npress  22\n');
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [123_456_789, '123 MB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (count, text) => {
  expect(bytes(count)).toBe(text);
});
