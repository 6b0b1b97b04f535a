// Owns what a machine does at the moment, as every page tells it: state and since when, what it makes, what is wrong.
import type { StateInterval } from '@takt/model/api';
import type { TimeCategory } from '@takt/model/facts';
import type { Connection, LiveMachine } from '../live/index.ts';
import { stateOfMachine } from './states.ts';

export interface MachineNow {
  category: TimeCategory;
  /** Begin of the present state, epoch ms; undefined where nothing tells. */
  since: number | undefined;
  connection: Connection;
  lastSeenAt: number | null;
  product: string | undefined;
  order: string | undefined;
  /** In force; a text that a producing machine left behind is none. */
  alarm: string | undefined;
}

/**
 * A machine that is silent or offline is shown as unknown: its last state is no longer known to be true. The timeline knows since
 * when; where it does not yet know of the present state, the reading that announced it does.
 */
export function machineNow(live: LiveMachine | undefined, intervals: readonly StateInterval[]): MachineNow {
  const text = (signal: string) => {
    const found = live?.signals[signal]?.value;
    return found === null || found === undefined || found === '' ? undefined : String(found);
  };
  const heard = live?.connection === 'online';
  const reported = stateOfMachine(live);
  const last = intervals.at(-1);
  const connection = live?.connection ?? 'never';
  const category = heard && last && refines(last.category, reported) ? last.category : reported;
  return {
    category,
    since:
      connection === 'never'
        ? undefined
        : (sinceOf(intervals, category) ?? (heard ? live?.signals.state?.at : (live?.lastSeenAt ?? undefined))),
    connection,
    lastSeenAt: live?.lastSeenAt ?? null,
    product: text('product'),
    order: text('order'),
    alarm: category === 'producing' ? undefined : text('alarm'),
  };
}

/** The calendar and the definition may know better what a reported standstill is. */
function refines(folded: TimeCategory, reported: TimeCategory): boolean {
  if (reported === 'producing' || reported === 'unknown') return false;
  return folded === 'plannedStop' || folded === 'unscheduled' || (folded === 'minorStop' && reported === 'down');
}

/** Begin of the last run of `category`, if that is what the timeline ends with. */
function sinceOf(intervals: readonly StateInterval[], category: TimeCategory): number | undefined {
  let since: number | undefined;
  for (let index = intervals.length - 1; index >= 0; index--) {
    const interval = intervals[index];
    if (interval?.category !== category || (since !== undefined && interval.to !== since)) break;
    since = interval.from;
  }
  return since;
}
