// Lists of applications and certificates stand in the address: what other pages ask for is understood, anything else is left out.
import { expect, test } from 'vitest';
import { readApplicationFilter, writeApplicationFilter } from '../../../../web/src/features/applications/filter.ts';
import { stagesOf } from '../../../../web/src/features/applications/stages.ts';
import {
  readCertificateFilter,
  writeCertificateFilter,
} from '../../../../web/src/features/certificates/certificate-data.ts';

test('applications on their way of a kind, as a plan’s figure leads to them', () => {
  const query = { countsAs: 'digital_workshop', state: 'open', district: '500110' };
  const filter = readApplicationFilter(query);
  expect(filter).toEqual(query);
  expect(writeApplicationFilter(filter)).toEqual(query);
});

test('certificates in force, and those that expire soon', () => {
  expect(readCertificateFilter({ state: 'in_force', countsAs: 'smart_factory' })).toEqual({
    state: 'in_force',
    countsAs: 'smart_factory',
  });
  expect(readCertificateFilter({ expiring: 'true' })).toEqual({ expiringWithinDays: 90 });
  expect(writeCertificateFilter({ year: 2026, due: '1' })).toEqual({ year: '2026', due: '1' });
});

test('what is no filter asks for nothing', () => {
  const nonsense = {
    state: 'x',
    countsAs: 'y',
    offset: '-1',
    year: 'now',
    mine: '2',
    text: ' ',
    expiringWithinDays: '9.5',
  };
  expect(readApplicationFilter(nonsense)).toEqual({});
  expect(readCertificateFilter(nonsense)).toEqual({});
});

test('an application stands at one stage, and at none when it ended without a certificate', () => {
  const of = (state: Parameters<typeof stagesOf>[0]) => stagesOf(state).map(({ is }) => is);
  expect(of('returned')).toEqual(['now', 'later', 'later', 'later']);
  expect(of('city_decision')).toEqual(['done', 'done', 'now', 'later']);
  expect(of('approved')).toEqual(['done', 'done', 'done', 'done']);
  expect(of('rejected')).toEqual(['later', 'later', 'later', 'later']);
});
