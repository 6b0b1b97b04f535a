// Owns cutting a stream of bytes into MQTT control packets (MQTT 3.1.1 §2.2: one byte of type and flags, then the length).

const publish = 3;
const qosBits = 0b0110;
const mostLengthBytes = 4;

/** Takes chunks as they come and answers the packets that are whole with each. */
export function createSplitter(): (chunk: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const packets: Buffer[] = [];
    let at = 0;
    for (let end = endOfPacket(bytes, at); end !== undefined; end = endOfPacket(bytes, at)) {
      packets.push(bytes.subarray(at, end));
      at = end;
    }
    rest = bytes.subarray(at);
    return packets;
  };
}

/** Undefined while the packet that begins at `at` is not whole. */
function endOfPacket(bytes: Buffer, at: number): number | undefined {
  let length = 0;
  for (let digit = 0; digit < mostLengthBytes; digit++) {
    const byte = bytes[at + 1 + digit];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** digit;
    if (byte >= 0x80) continue;
    const end = at + 2 + digit + length;
    return end <= bytes.length ? end : undefined;
  }
  throw new Error('the length of an MQTT packet takes more than four bytes');
}

/** A message that MQTT allows to be lost (§4.3.1: "at most once"). */
export function mayBeLost(packet: Buffer): boolean {
  const head = packet[0] ?? 0;
  return head >> 4 === publish && (head & qosBits) === 0;
}
