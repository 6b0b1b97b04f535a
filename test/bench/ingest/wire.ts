// Owns the least of MQTT 3.1.1 a publisher needs, so that the load costs little beside what is measured.
import { connect, type Socket } from 'node:net';

export interface Wire {
  /** Queues a PUBLISH; `flush` sends what is queued in one write. */
  publish(topic: string, payload: Uint8Array, qos: 0 | 1): void;
  flush(): void;
  readonly congested: boolean;
  subscribe(topic: string): void;
  onPuback: (count: number) => void;
  onPublish: (topic: string, payload: Uint8Array) => void;
  onDrain: () => void;
  end(): void;
}

/** Connects with a clean session, as this user where there is one; resolves at CONNACK. */
export function openWire(port: number, clientId: string, user?: { name: string; password: string }): Promise<Wire> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  const queue: Uint8Array[] = [];
  let packetId = 0;
  let congested = false;
  const wire: Wire = {
    publish(topic, payload, qos) {
      packetId = (packetId % 65_535) + 1;
      queue.push(publishHead(topic, payload.length, qos, packetId), payload);
    },
    flush() {
      if (queue.length === 0) return;
      congested = !socket.write(Buffer.concat(queue.splice(0)));
    },
    get congested() {
      return congested;
    },
    subscribe(topic) {
      const filter = Buffer.from(topic);
      const body = Buffer.concat([
        Buffer.from([0, 1, filter.length >> 8, filter.length & 255]),
        filter,
        Buffer.from([0]),
      ]);
      socket.write(Buffer.concat([Buffer.from([0x82, body.length]), body]));
    },
    onPuback: () => {},
    onPublish: () => {},
    onDrain: () => {},
    end: () => void socket.end(Buffer.from([0xe0, 0])),
  };
  socket.on('drain', () => {
    congested = false;
    wire.onDrain();
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`connection ${clientId} was closed`)));
    const texts = [clientId, ...(user ? [user.name, user.password] : [])].flatMap((text) => [
      Buffer.from([text.length >> 8, text.length & 255]),
      Buffer.from(text),
    ]);
    const variable = Buffer.concat([Buffer.from([0, 4, 77, 81, 84, 84, 4, user ? 0xc2 : 2, 0, 0]), ...texts]);
    socket.write(Buffer.concat([Buffer.from([0x10, variable.length]), variable]));
    readPackets(socket, wire, () => resolve(wire));
  });
}

function publishHead(topic: string, payloadBytes: number, qos: 0 | 1, packetId: number): Uint8Array {
  const name = Buffer.from(topic);
  let remaining = 2 + name.length + (qos ? 2 : 0) + payloadBytes;
  const head = [0x30 | (qos << 1)];
  do {
    const digit = remaining % 128;
    remaining = Math.floor(remaining / 128);
    head.push(remaining > 0 ? digit | 128 : digit);
  } while (remaining > 0);
  head.push(name.length >> 8, name.length & 255);
  return Buffer.concat([Buffer.from(head), name, qos ? Buffer.from([packetId >> 8, packetId & 255]) : Buffer.alloc(0)]);
}

function readPackets(socket: Socket, wire: Wire, connected: () => void): void {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    let pubacks = 0;
    for (;;) {
      const packet = packetAt(data, at);
      if (!packet) break;
      const type = (data[at] ?? 0) >> 4;
      if (type === 4) pubacks++;
      else if (type === 2) connected();
      else if (type === 3) deliver(wire, data.subarray(packet.body, packet.end));
      at = packet.end;
    }
    rest = Buffer.from(data.subarray(at));
    if (pubacks > 0) wire.onPuback(pubacks);
  });
}

function packetAt(data: Buffer, at: number): { body: number; end: number } | undefined {
  let length = 0;
  for (let digits = 0; digits < 4; digits++) {
    const byte = data[at + 1 + digits];
    if (byte === undefined) return undefined;
    length += (byte & 127) * 128 ** digits;
    if (byte < 128) {
      const body = at + 2 + digits;
      return body + length <= data.length ? { body, end: body + length } : undefined;
    }
  }
  return undefined;
}

/** Only QoS 0 is subscribed to. */
function deliver(wire: Wire, body: Buffer): void {
  const length = body.readUInt16BE(0);
  wire.onPublish(body.toString('utf8', 2, 2 + length), body.subarray(2 + length));
}
