// Owns the size limit of MQTT packets: aedes gathers a packet of any size before anyone can refuse it.
import type { Socket } from 'node:net';

export interface OversizedPacket {
  bytes: number;
  limit: number;
  /** Empty where it is no PUBLISH or its topic has not arrived. */
  topic: string;
}

/**
 * Watches the packet headers in what is read from a socket and destroys the socket at the first packet declared larger than
 * `limit`, or than `first` where it is the connection's first (or whose length is malformed), before its body is read. Takes over
 * `socket.read`, which is how aedes reads: a stream in between would cost more than the whole broker.
 */
export function limitPackets(
  socket: Socket,
  limit: number,
  first: number,
  refused: (packet: OversizedPacket) => void,
): void {
  const scan = packetScanner(limit, first);
  const read = socket.read.bind(socket);
  socket.read = (size?: number): Buffer | null => {
    const chunk: Buffer | null = read(size);
    if (!chunk) return chunk;
    const oversized = scan(chunk);
    if (!oversized) return chunk;
    refused(oversized);
    socket.destroy();
    return null;
  };
}

/**
 * Follows the packet boundaries of one connection; answers the first packet that is too large. The first packet of all, the
 * CONNECT of somebody not known yet, has a limit of its own. MQTT 3.1.1 §2.2.3.
 */
export function packetScanner(limit: number, first = limit): (chunk: Buffer) => OversizedPacket | undefined {
  let allowed = first;
  let skip = 0;
  /** Bytes of the header seen so far: 0 none, 1 the type, 2–4 the length. */
  let header = 0;
  let type = 0;
  let length = 0;
  return (chunk) => {
    let position = 0;
    while (position < chunk.length) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - position);
        skip -= step;
        position += step;
        continue;
      }
      const byte = chunk[position++] ?? 0;
      if (header === 0) {
        type = byte >>> 4;
        length = 0;
        header = 1;
        continue;
      }
      length += (byte & 0x7f) * 128 ** (header - 1);
      header++;
      const more = byte >= 0x80;
      if (more && header <= 4) continue;
      if (more || length > allowed)
        return { bytes: length, limit: allowed, topic: type === 3 ? topicAt(chunk, position) : '' };
      allowed = limit;
      skip = length;
      header = 0;
    }
    return undefined;
  };
}

function topicAt(chunk: Buffer, position: number): string {
  if (position + 2 > chunk.length) return '';
  return chunk.toString('utf8', position + 2, position + 2 + Math.min(chunk.readUInt16BE(position), 256));
}
