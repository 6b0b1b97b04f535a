// Numbers of certificates, how long they are valid, and on which days they are looked at again.
import { describe, expect, test } from 'vitest';
import {
  addMonths,
  applicationNumber,
  certificateNumber,
  nextCheck,
  stateOn,
  validUntil,
} from '../../../../model/application/index.ts';

describe('numbers', () => {
  test('say scheme, year and sequence, and go on beyond their width', () => {
    expect(certificateNumber('cq-digital-workshop', '2026', 7)).toBe('CQ-DIGITAL-WORKSHOP-2026-0007');
    expect(certificateNumber('cq-smart-factory', '2026', 12345)).toBe('CQ-SMART-FACTORY-2026-12345');
    expect(applicationNumber('2026', 42)).toBe('A-2026-000042');
  });
});

describe('validity', () => {
  test('ends the day before the anniversary, in leap years too', () => {
    expect(validUntil('2026-11-26', 3)).toBe('2029-11-25');
    expect(validUntil('2024-02-29', 1)).toBe('2025-02-27');
    expect(validUntil('2026-03-01', 0.5)).toBe('2026-08-31');
    expect(validUntil('2026-11-26', undefined)).toBeNull();
  });

  test('a day that a month lacks is its last', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-15');
  });

  test('is over the day after, even before it is written down; what was withdrawn stays so', () => {
    expect(stateOn('2029-11-25', 'valid', '2029-11-25')).toBe('valid');
    expect(stateOn('2029-11-26', 'warned', '2029-11-25')).toBe('expired');
    expect(stateOn('2029-11-26', 'withdrawn', '2029-11-25')).toBe('withdrawn');
    expect(stateOn('2099-01-01', 'valid', null)).toBe('valid');
  });
});

describe('yearly checks', () => {
  test('are due on anniversaries of the issue after the day that is asked about', () => {
    expect(nextCheck('2026-11-26', '2026-11-26', null)).toBe('2027-11-26');
    expect(nextCheck('2026-11-26', '2027-11-26', null)).toBe('2028-11-26');
    expect(nextCheck('2020-05-10', '2026-11-26', null)).toBe('2027-05-10');
    expect(nextCheck('2020-12-10', '2026-11-26', null)).toBe('2026-12-10');
  });

  test('are not due when the certificate is over by then', () => {
    expect(nextCheck('2026-11-26', '2026-11-26', '2027-11-25')).toBeNull();
    expect(nextCheck('2026-11-26', '2028-01-01', '2029-11-25')).toBe('2028-11-26');
    expect(nextCheck('2026-11-26', '2028-12-01', '2029-11-25')).toBeNull();
  });
});
