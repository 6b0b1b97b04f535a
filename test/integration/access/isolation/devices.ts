// Owns what devices of a random installation say: readings, what nobody registered, what cannot be read, what is of the future.
import { jsonTopic } from '@takt/model/topics';
import type { MqttClient } from 'mqtt';
import type { RunningServer } from '../../../harness/server.ts';
import { until } from '../../../harness/until.ts';
import { enterpriseOf, mark, type Node, pathOf } from './marks.ts';

export type Broker = MqttClient;

const minuteMs = 60_000;
const siteOf = (node: Node) => pathOf(node).find(({ level }) => level === 'site')?.code ?? '';

/** Resolves once all of it is stored, and folded as far as pages can ask for it. */
export async function sayBefore(server: RunningServer, broker: Broker, nodes: readonly Node[]): Promise<void> {
  const machines = nodes.filter(({ level }) => level === 'machine');
  const say = (site: string, machine: string, body: string) =>
    broker.publishAsync(jsonTopic(site, machine), body, { qos: 1 });
  const products = new Map<Node, string>();
  for (const node of machines) {
    const product = mark({ kind: 'product', node });
    products.set(node, product);
    const alarm = mark({ kind: 'alarm', node });
    const now = Date.now();
    const readings = [
      { at: now - 30 * minuteMs, state: 'producing', good: 1, product },
      { at: now - 20 * minuteMs, state: 'down', alarm, good: 2 },
      {
        at: now - 1000,
        state: 'producing',
        good: 3,
        [`s-${mark({ kind: 'value', node })}`]: mark({ kind: 'value', node }),
      },
    ];
    await say(siteOf(node), node.code, JSON.stringify(readings));
    const future = {
      at: now + 60 * minuteMs,
      [`s-${mark({ kind: 'quarantined', node })}`]: mark({ kind: 'quarantined', node }),
    };
    await say(siteOf(node), node.code, JSON.stringify(future));
    await say(siteOf(node), node.code, `{"${mark({ kind: 'quarantined', node })}`);
  }
  for (const node of nodes.filter(({ level }) => level === 'site')) {
    const stranger = `d-${mark({ kind: 'device', node })}`;
    await say(node.code, stranger, JSON.stringify({ [`s-${mark({ kind: 'device', node })}`]: 1 }));
    await say(node.code, stranger, `{"${mark({ kind: 'device', node })}`);
    const params = { site: node.code, name: `n-${mark({ kind: 'device', node })}` };
    await server.call('credentials.issue', { params, body: { kind: 'device', method: 'password' } });
  }
  const last = machines.at(-1);
  if (!last) return;
  const range = { from: Date.now() - 60 * minuteMs, to: Date.now() };
  const query = { scope: `enterprise:${enterpriseOf(last).code}` as never, by: 'product' as const, ...range };
  await until(
    async () => JSON.stringify(await server.call('kpis.query', { query })).includes(products.get(last) ?? ''),
    {
      what: 'what was said to be folded',
    },
  );
}

/** One more reading of each machine, now; the mark in it. */
export async function sayNow(broker: Broker, nodes: readonly Node[]): Promise<Map<Node, string>> {
  const said = new Map<Node, string>();
  for (const node of nodes) {
    if (node.level !== 'machine') continue;
    const value = mark({ kind: 'value', node });
    said.set(node, value);
    await broker.publishAsync(jsonTopic(siteOf(node), node.code), JSON.stringify({ note: value }), { qos: 1 });
  }
  return said;
}
