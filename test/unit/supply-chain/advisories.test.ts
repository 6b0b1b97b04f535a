// What `npm audit` answers: no answer is not a clean one.
import { expect, test } from 'vitest';
import { readAudit } from '../../../supply-chain/advisories.ts';

const metadata = { dependencies: { total: 7 } };
const via = [{ title: 'Prototype pollution', url: 'https://example.org/GHSA-1', severity: 'high' }];

test.each([
  ['clean', JSON.stringify({ auditReportVersion: 2, vulnerabilities: {}, metadata }), 'nothing is known against the 7'],
  [
    'found',
    JSON.stringify({ vulnerabilities: { a: { severity: 'high', range: '<2', via } }, metadata }),
    'a <2: high; Prototype pollution https://example.org/GHSA-1',
  ],
  [
    'found',
    JSON.stringify({ vulnerabilities: { b: { severity: 'low', range: '*', via: ['a'] } }, metadata }),
    'b *: low; through a',
  ],
  [
    'unknown',
    JSON.stringify({ message: '405 Method Not Allowed', error: { summary: '', detail: '' } }),
    'NOT CHECKED: the registry did not say what is known against the packages (405',
  ],
  ['unknown', JSON.stringify({ error: { code: 'EAUDITNOPJSON', summary: 'No package.json' } }), 'No package.json'],
  ['unknown', '', 'NOT CHECKED'],
  ['unknown', '<html>', 'NOT CHECKED'],
])('%s: %s', (kind, text, line) => {
  const outcome = readAudit(text);
  expect(outcome).toEqual({ kind, lines: [expect.stringContaining(line)] });
});
