// Owns what a restatement changed: the facts that differ, the most telling first.
import type { FactField, Facts } from '@takt/model/facts';

export interface Change {
  field: FactField;
  before: number;
  after: number;
}

/** Pieces first, then failures and energy, then time: what people ask about first. */
const order: readonly FactField[] = [
  'good',
  'produced',
  'output',
  'scrap',
  'rework',
  'inspected',
  'firstPass',
  'unjudged',
  'failures',
  'energyWh',
  'producingMs',
  'downMs',
  'minorStopMs',
  'setupMs',
  'starvedMs',
  'blockedMs',
  'idleMs',
  'plannedStopMs',
  'unscheduledMs',
  'unknownMs',
  'idealMs',
  'repairMs',
  'busyMs',
  'runMs',
];

/** Differences too small to be seen in the unit shown are left out. */
const noticeable = (field: FactField) => (field.endsWith('Ms') ? 1000 : 0.5);

export function changesOf(before: Readonly<Facts>, after: Readonly<Facts>): Change[] {
  return order
    .filter((field) => Math.abs(after[field] - before[field]) >= noticeable(field))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}
