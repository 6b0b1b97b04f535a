// Owns the range of a page that thinks in shifts: the one chosen, the current shift, and where shifts begin.
import { computed } from 'vue';
import { call, useQuery } from '../api/index.ts';
import { useNow } from '../ui/clock.ts';
import { resolveRange } from '../ui/range/choice.ts';
import { useRange } from '../ui/range/use-range.ts';

const hourMs = 3_600_000;
const backMs = 45 * 24 * hourMs;
const aheadMs = 24 * hourMs;

/** Shifts of the last weeks, so that a person may step back; renewed by the hour. `scope` undefined: not known yet. */
export function useShiftRange(scope: () => string | undefined, timeZone: () => string) {
  const now = useNow(15_000);
  const hour = computed(() => Math.floor(now.value / hourMs) * hourMs);
  const shifts = useQuery(
    () => {
      const known = scope();
      return known === undefined ? undefined : { scope: known, from: hour.value - backMs, to: hour.value + aheadMs };
    },
    async (query, signal) => (await call('shifts.query', { query }, { signal })).shifts,
  );
  const known = () => shifts.data.value;
  const { choice, range } = useRange({ kind: 'shift', back: 0 }, timeZone, known);
  const current = computed(() =>
    resolveRange({ kind: 'shift', back: 0 }, { timeZone: timeZone(), now: now.value, shifts: known() ?? [] }),
  );
  const boundaries = computed(() => (known() ?? []).map((shift) => ({ at: shift.from, label: shift.name })));
  return { choice, range, current, boundaries, shifts };
}
