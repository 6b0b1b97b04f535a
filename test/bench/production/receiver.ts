// The yardstick of ingest with an external broker: a subscriber that counts what it receives, and nothing else.
// `node receiver.ts <url>`; prints how many messages it has, line by line. Agents are told what arrived from each of them.
import { commitEpochMetric, commitMetric, dataType, encodePayload } from '@takt/model/sparkplug';
import { ingestSubscriptions, nodeTopic } from '@takt/model/topics';
import { connectAsync } from 'mqtt';
import { site } from '../ingest/machines.ts';

const everyMs = 50;
const client = await connectAsync(process.argv[2] ?? '', { clientId: 'receiver', queueQoSZero: false });
/** Frames of each agent; they are numbered from one, and nothing is lost on the way. */
const frames = new Map<string, { arrived: number; told: number }>();
let messages = 0;
let said = -1;

client.handleMessage = ({ topic }, done) => {
  if (topic.startsWith('takt/')) messages++;
  else {
    const [, , type, node = ''] = topic.split('/');
    if (type === 'DDATA') {
      messages++;
      const count = frames.get(node);
      if (count) count.arrived++;
      else frames.set(node, { arrived: 1, told: 0 });
    }
  }
  done();
};
await client.subscribeAsync([...ingestSubscriptions('+')], { qos: 1 });

setInterval(() => {
  if (messages !== said) process.stdout.write(`${messages}\n`);
  said = messages;
  for (const [node, count] of frames) if (count.arrived > count.told) tell(node, count);
}, everyMs);

function tell(node: string, count: { arrived: number; told: number }): void {
  count.told = count.arrived;
  const timestamp = Date.now();
  const payload = encodePayload({
    timestamp,
    metrics: [
      { name: commitMetric, timestamp, datatype: dataType.Int64, value: count.arrived },
      { name: commitEpochMetric, timestamp, datatype: dataType.String, value: node },
    ],
  });
  client.publish(nodeTopic('NCMD', site, node), Buffer.from(payload));
}
