// Owns the embedded profile under a real broker: one server with its embedded store, database and queue, and Mosquitto.
import { join } from 'node:path';
import { openDuckDbStore } from '../../../server/src/platform/telemetry-store/adapters/duckdb/index.ts';
import { startMosquitto } from '../../harness/mosquitto.ts';
import { startMqttProxy } from '../../harness/mqtt-proxy/index.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import type { Topology } from './part.ts';
import { startServerPart } from './server-part.ts';

export async function startEmbedded(seed: string): Promise<Topology> {
  const directory = await createTempDirectory('chaos');
  const broker = await startMosquitto();
  const agentsNetwork = await startMqttProxy({ brokerPort: broker.port, seed: `${seed}/agents` });
  const serversNetwork = await startMqttProxy({ brokerPort: broker.port, seed: `${seed}/servers` });
  const server = await startServerPart('server', directory.path, { TAKT_MQTT_URL: serversNetwork.url });
  return {
    mqttUrl: agentsNetwork.url,
    parts: [{ ...broker, name: 'broker' }, server],
    stalling: [],
    networks: { agents: agentsNetwork, servers: serversNetwork },
    further: () => [],
    api: server.api,
    async metrics() {
      const found = await server.metrics();
      return new Map(found ? [found] : []);
    },
    crashes: server.crashes,
    evidence: async () => ({ server: server.output() }),
    ready: server.ready,
    async readStore(read) {
      await server.stop();
      const store = await openDuckDbStore({ directory: join(directory.path, 'server', 'telemetry') });
      try {
        return await read(store);
      } finally {
        await store.close();
      }
    },
    async stop() {
      await server.stop();
      await agentsNetwork.close();
      await serversNetwork.close();
      await broker.stop();
      await directory.remove();
    },
  };
}
