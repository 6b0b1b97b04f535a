// Owns conditions: which faults and warnings are active at a time, and the readings that say so, late lines included.
import type { Reading } from '../../outbox/index.ts';
import type { ConditionLevel } from './parse.ts';

export interface ConditionChange {
  at: number;
  item: string;
  /** Native code; a condition may have several active at once, told apart by it. */
  code: string;
  level: ConditionLevel;
  /** What is reported while it is active. */
  shown: string;
}

interface Entry extends ConditionChange {
  /** What was reported for its time so far. */
  fault: string | null | undefined;
  warning: string | null | undefined;
}

/** By item and code, in the order in which they became active. */
type Active = Map<string, { item: string; level: ConditionLevel; shown: string }>;

/** Changes remembered, so that one that comes late corrects what was reported for later times. */
const maxRemembered = 4000;

export interface Conditions {
  /** Readings that follow from a change; none where it is too old to be put in its place. */
  change(change: ConditionChange): Reading[];
}

/**
 * Conditions that share a signal. Its value is the fault that has been active for longest, null where there is none; that of
 * `{signal}_warning` is the same of warnings. What is reported in the end for every moment does not depend on the order in
 * which the changes came. A late change corrects a moment that was reported already; the store, which knows no order of arrival,
 * keeps a fault where the correction says there was none (docs/adr/0002-duckdb-telemetry-store.md).
 */
export function createConditions(signal: string): Conditions {
  const remembered: Entry[] = [];
  /** What was active when the memory begins. */
  const before: Active = new Map();
  let beginsAt = Number.NEGATIVE_INFINITY;
  let active: Active = new Map();

  /** Applies the entries from `index` on, and reports where that says something new. */
  function report(index: number): Reading[] {
    const readings: Reading[] = [];
    for (let position = index; position < remembered.length; position++) {
      const entry = remembered[position];
      if (!entry) break;
      apply(active, entry);
      // Of several changes in one millisecond the last one speaks.
      if (remembered[position + 1]?.at === entry.at) continue;
      const fault = longest(active, 'fault');
      const warning = longest(active, 'warning');
      if (fault !== entry.fault) readings.push({ signal, at: entry.at, value: fault });
      if (warning !== entry.warning) readings.push({ signal: `${signal}_warning`, at: entry.at, value: warning });
      entry.fault = fault;
      entry.warning = warning;
    }
    return readings;
  }

  return {
    change(change) {
      if (change.at < beginsAt) return [];
      let index = remembered.length;
      while (index > 0 && (remembered[index - 1]?.at ?? 0) > change.at) index--;
      if (index < remembered.length) {
        active = new Map(before);
        for (const entry of remembered.slice(0, index)) apply(active, entry);
      }
      remembered.splice(index, 0, { ...change, fault: undefined, warning: undefined });
      const readings = report(index);
      if (remembered.length > maxRemembered) {
        for (const entry of remembered.splice(0, maxRemembered / 4)) {
          apply(before, entry);
          beginsAt = entry.at;
        }
      }
      return readings;
    },
  };
}

/** NORMAL without a code ends all of the item, with one only that; UNAVAILABLE ends all. */
function apply(active: Active, { item, code, level, shown }: ConditionChange): void {
  const key = `${item}|${code}`;
  if (level === 'unavailable' || (level === 'normal' && code === '')) {
    for (const [known, condition] of active) if (condition.item === item) active.delete(known);
  } else if (level === 'normal') active.delete(key);
  else if (active.get(key)?.level !== level) {
    active.delete(key);
    active.set(key, { item, level, shown });
  }
}

function longest(active: Active, level: ConditionLevel): string | null {
  for (const condition of active.values()) if (condition.level === level) return condition.shown;
  return null;
}
