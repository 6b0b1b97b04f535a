// Starts the external MQTT client in a process of its own, so that a test can kill it: `node broker-client.ts <url>`.
import { createLog } from '../../server/src/platform/log/index.ts';
import { createMetrics } from '../../server/src/platform/metrics/index.ts';
import { createBrokerClient } from '../../server/src/platform/mqtt/adapters/external/index.ts';

const url = process.argv[2] ?? '';
const log = createLog({ level: 'silent' });
const port = createBrokerClient({ url, clientId: 'takt-server', log, metrics: createMetrics() });
const say = (online: boolean) => (timestamp: number) => JSON.stringify({ online, timestamp });
await port.start(() => undefined, {
  subscriptions: [],
  presence: { topic: 'spBv1.0/STATE/takt', online: say(true), offline: say(false) },
  onRefused: () => {},
});
process.stdout.write('online\n');
