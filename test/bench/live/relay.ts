// The yardstick of the live benchmark: a bare program that passes every message on to every browser at once. Prints its ports.
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { Aedes } from 'aedes';
import { Server } from 'socket.io';

const http = createHttpServer();
const io = new Server(http, { serveClient: false });
const broker = await Aedes.createBroker({
  concurrency: 0,
  authorizePublish: (_client, packet, done) => {
    const { at, ...signals } = JSON.parse(packet.payload.toString()) as Record<string, number>;
    const named = Object.entries(signals).map(([signal, value]) => ({ signal, value, at }));
    io.emit('values', { machines: [{ machine: packet.topic.split('/')[3], signals: named }] });
    done(null);
  },
});
const mqtt = createServer((socket) => {
  socket.setNoDelay(true);
  broker.handle(socket);
});
for (const server of [http, mqtt]) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}
const ports = [http, mqtt].map((server) => (server.address() as AddressInfo).port);
process.stdout.write(`${JSON.stringify({ httpPort: ports[0], mqttPort: ports[1] })}\n`);
