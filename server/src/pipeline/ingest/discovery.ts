// Owns noticing edge nodes of sites nobody registered: where sites are heard one by one, nobody would hear those.
import { isProtocolMetric, PayloadReader } from '@takt/model/sparkplug';
import { parseTopic, sparkplugNamespace } from '@takt/model/topics';
import type { InboundMessage } from '../../platform/mqtt/port.ts';
import type { PlantView } from '../plant-view.ts';
import type { Pending } from './records/pending.ts';

/** Births are rare; telemetry of an unregistered site is not heard, and its agents keep theirs. */
export const discoveryFilters = [`${sparkplugNamespace}/+/DBIRTH/+/+`];

/** Lists the machines of unregistered sites as pending, with the signals their births name. */
export function createDiscovery({
  plant,
  pending,
  clock,
}: {
  plant: PlantView;
  pending: Pending;
  clock: () => number;
}) {
  const reader = new PayloadReader();
  return ({ topic: text, payload }: InboundMessage): void => {
    const topic = parseTopic(text);
    if (typeof topic === 'string' || topic.kind !== 'device' || topic.type !== 'DBIRTH') return;
    const { site, machine } = topic;
    if (plant.name('site', site) !== undefined || reader.read(payload)) return;
    const source = `${site}/${machine}`;
    if (!pending.heard({ site, machine, source, reason: 'unknown', now: clock() })) return;
    for (let index = 0; index < reader.count; index++) {
      const { name } = reader.metric(index);
      if (name !== undefined && !isProtocolMetric(name)) pending.signal(source, name);
    }
  };
}
