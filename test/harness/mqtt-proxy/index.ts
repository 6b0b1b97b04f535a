// Owns a TCP proxy before a broker that knows MQTT packets: it cuts, refuses, stalls and delays, and loses and repeats messages.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createRandom } from '../../../edge-agent/src/drivers/simulator/random.ts';
import { createPipe, type Pipe } from './pipe.ts';
import { calm, type Tally, type Weather } from './weather.ts';

export interface MqttProxy {
  port: number;
  url: string;
  /** What is not named is calm. */
  setWeather(weather: Partial<Weather>): void;
  /** Ends all connections, without a goodbye. */
  cut(): void;
  readonly connections: number;
  tally(): Readonly<Tally>;
  close(): Promise<void>;
}

interface Link {
  sockets: readonly Socket[];
  pipes: readonly Pipe[];
}

/** Before the broker at `brokerPort`, which need not be there. The same seed loses the same messages of the same traffic. */
export async function startMqttProxy(options: { brokerPort: number; seed: string }): Promise<MqttProxy> {
  const random = createRandom(options.seed);
  const tally: Tally = { dropped: 0, duplicated: 0 };
  const links = new Set<Link>();
  let weather = calm;

  function join(client: Socket): void {
    client.on('error', () => {});
    if (weather.refusing) {
      client.destroy();
      return;
    }
    const broker = connect({ port: options.brokerPort, host: '127.0.0.1', noDelay: true });
    broker.on('error', () => client.destroy());
    const parts = { weather: () => weather, random, tally };
    const pipes = [
      createPipe({ from: client, to: broker, ...parts }),
      createPipe({ from: broker, to: client, ...parts }),
    ];
    const link = { sockets: [client, broker], pipes };
    links.add(link);
    client.on('close', () => links.delete(link));
  }

  function cut(): void {
    for (const { sockets } of links) for (const socket of sockets) socket.destroy();
  }

  const server = createServer({ noDelay: true }, join).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    port: address.port,
    url: `mqtt://127.0.0.1:${address.port}`,
    setWeather(changed) {
      weather = { ...calm, ...changed };
      for (const { pipes } of links) for (const pipe of pipes) pipe.look();
    },
    cut,
    get connections() {
      return links.size;
    },
    tally: () => ({ ...tally }),
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
