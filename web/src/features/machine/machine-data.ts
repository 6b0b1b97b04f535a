// Owns what the machine page asks the server: KPIs of the range and the one before, output per hour, states, messages, live values.
import { computed, onScopeDispose } from 'vue';
import { call, scopeSpan, useKpiRows, useLanes, useQuery } from '../../api/index.ts';
import { timelineLimitMs } from '../../api/limits.ts';
import { type LiveMachine, mergeMachine, useFactsSignal, useLive } from '../../live/index.ts';
import { throttle } from '../../live/throttle.ts';
import type { Range, Span } from '../../ui/range/choice.ts';

const statesEveryMs = 5000;
const messagesEveryMs = 5000;
/** While the socket is down values are asked for; while it is up the answer is only a safety net. */
const valuesEveryMs = { live: 120_000, otherwise: 5000 };

/** What the account may see of it: KPIs and states, live values with history and messages. */
export interface MachineSight {
  figures: boolean;
  values: boolean;
}

/** Answers for one machine and range; asked again when the machine's facts change. What may not be seen is not asked for. */
export function useMachineData(
  /** Undefined: the plant does not know it (yet). */
  code: () => string | undefined,
  ranges: { shown: () => Range | undefined; current: () => Span | undefined },
  may: () => MachineSight,
) {
  const live = useLive();
  const scope = () => {
    const known = code();
    return known === undefined ? undefined : `machine:${known}`;
  };
  const over = (span: () => Span | undefined, longestMs?: number) => () =>
    may().figures ? scopeSpan(scope(), span(), longestMs) : undefined;
  const valued = () => (may().values ? code() : undefined);

  const total = useKpiRows(over(ranges.shown));
  const previous = useKpiRows(over(() => ranges.shown()?.previous));
  const hours = useKpiRows(over(ranges.shown, timelineLimitMs), { bucket: 'hour' });
  const lanes = useLanes(over(ranges.shown, timelineLimitMs));
  // The present state began in the current shift, whatever range is shown.
  const current = useLanes(over(ranges.current));
  const values = useQuery(
    valued,
    (machine, signal) => call('machines.live', { params: { code: machine } }, { signal }),
    {
      everyMs: () => (live.connection.state === 'live' ? valuesEveryMs.live : valuesEveryMs.otherwise),
    },
  );
  const messages = useQuery(
    valued,
    (machine, signal) => call('machines.messages', { params: { code: machine } }, { signal }),
    { everyMs: messagesEveryMs },
  );

  /** What is known of the machine, by socket or by request. */
  const machine = computed<LiveMachine | undefined>(() => {
    if (!may().values) return undefined;
    const pushed = live.machines.get(code() ?? '');
    const asked = values.data.value;
    if (!asked) return pushed;
    // The socket is the newer of the two while it is up.
    if (pushed && live.connection.state === 'live') return pushed;
    return mergeMachine(pushed, asked);
  });

  const states = throttle(() => {
    // An answer on its way is waited for: a busy server would never come to give one.
    for (const query of [lanes, current]) if (!query.fetching.value) void query.refetch();
  }, statesEveryMs);
  onScopeDispose(states.cancel);
  const watched = () => (may().figures || may().values ? scope() : undefined);
  useFactsSignal(watched, () => {
    for (const query of [total, hours]) void query.refetch();
    states();
  });
  return { total, previous, hours, lanes, current, values, messages, machine };
}
export type MachineData = ReturnType<typeof useMachineData>;
