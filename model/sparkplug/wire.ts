// Owns the protobuf wire format below the Sparkplug codec: a bounds-checked reader that never throws, and a writer.

/** Wire types of the protobuf encoding; 3 and 4 (groups) are deprecated and refused. */
export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const scratch = new DataView(new ArrayBuffer(8));
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const none = new Uint8Array(0);

/**
 * Reads fields one after another. After the first violation `failure` says what is wrong and where, the position is
 * at the end, and every further read answers zero: callers test `failure` once, when they are done.
 */
export class WireReader {
  bytes: Uint8Array = none;
  position = 0;
  /** End of the message being read; a nested message narrows it. */
  limit = 0;
  failure: { error: string; at: number } | undefined;
  /** Last varint read, as unsigned 32-bit halves. */
  low = 0;
  high = 0;

  reset(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.position = 0;
    this.limit = bytes.length;
    this.failure = undefined;
  }

  fail(error: string): void {
    this.failure ??= { error, at: this.position };
    this.position = this.limit = this.bytes.length;
  }

  /** Reads a varint of at most ten bytes into `low` and `high`. */
  varint(): void {
    const { bytes, limit } = this;
    let position = this.position;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (position >= limit) {
        this.fail('varint runs past the end');
        break;
      }
      const byte = bytes[position++] as number;
      const part = byte & 0x7f;
      if (shift < 28) low |= part << shift;
      else if (shift === 28) {
        low |= part << 28;
        high = part >>> 4;
      } else high |= part << (shift - 32);
      if (byte < 0x80) {
        this.position = position;
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    this.fail('varint is longer than ten bytes');
    this.low = this.high = 0;
  }

  /** Unsigned 64-bit varint as a double. */
  unsigned(): number {
    this.varint();
    return this.high * 4294967296 + this.low;
  }

  uint32(): number {
    this.varint();
    return this.low;
  }

  boolean(): boolean {
    this.varint();
    return this.low !== 0 || this.high !== 0;
  }

  double(): number {
    const start = this.#take(8);
    if (start < 0) return 0;
    for (let index = 0; index < 8; index++) scratch.setUint8(index, this.bytes[start + index] as number);
    return scratch.getFloat64(0, true);
  }

  float(): number {
    const start = this.#take(4);
    if (start < 0) return 0;
    for (let index = 0; index < 4; index++) scratch.setUint8(index, this.bytes[start + index] as number);
    return scratch.getFloat32(0, true);
  }

  /** Length of a length-delimited field, checked to lie within the message. */
  span(): number {
    this.varint();
    if (this.high === 0 && this.low <= this.limit - this.position) return this.low;
    this.fail('length runs past the end');
    return 0;
  }

  text(): string {
    const length = this.span();
    const start = this.position;
    const end = start + length;
    this.position = end;
    if (length > 64) return this.#decode(start, end);
    let text = '';
    for (let index = start; index < end; index++) {
      const byte = this.bytes[index] as number;
      if (byte >= 0x80) return this.#decode(start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Skips the value of an unknown field. */
  skip(type: number): void {
    if (type === wire.varint) this.varint();
    else if (type === wire.fixed64) this.#take(8);
    else if (type === wire.fixed32) this.#take(4);
    else if (type === wire.bytes) {
      const length = this.span();
      this.position += length;
    } else this.fail(`wire type ${type} is not supported`);
  }

  #take(length: number): number {
    const start = this.position;
    if (this.limit - start < length) {
      this.fail('value runs past the end');
      return -1;
    }
    this.position = start + length;
    return start;
  }

  #decode(start: number, end: number): string {
    try {
      return utf8.decode(this.bytes.subarray(start, end));
    } catch {
      this.position = start;
      this.fail('text is not UTF-8');
      return '';
    }
  }
}

const utf8Encoder = new TextEncoder();

/** Appends fields to a growing buffer; reused between messages, so encoding allocates only the result. */
export class WireWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  position = 0;

  finish(): Uint8Array {
    const result = this.#bytes.slice(0, this.position);
    this.position = 0;
    return result;
  }

  /** `key` is field number × 8 + wire type. */
  key(key: number): void {
    this.uint32(key);
  }

  uint32(value: number): void {
    this.#reserve(5);
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.#bytes[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.position++] = rest;
  }

  /** 64-bit varint of an integer held in a double; negative numbers as two's complement. Non-finite numbers become 0. */
  int64(value: number): void {
    const whole = Number.isFinite(value) ? Math.trunc(value) : 0;
    let low = whole >>> 0;
    let high = Math.floor(whole / 4294967296) >>> 0;
    this.#reserve(10);
    while (high !== 0) {
      this.#bytes[this.position++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.uint32(low);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  float(value: number): void {
    this.#reserve(4);
    this.#view.setFloat32(this.position, value, true);
    this.position += 4;
  }

  text(value: string): void {
    const start = this.open();
    this.#reserve(value.length * 3);
    this.position += utf8Encoder.encodeInto(value, this.#bytes.subarray(this.position)).written;
    this.close(start);
  }

  /** Begins a length-delimited value: one byte is kept for its length. */
  open(): number {
    this.#reserve(1);
    return ++this.position;
  }

  /** Ends the value begun at `start`, making room where its length takes more than one byte. */
  close(start: number): void {
    const length = this.position - start;
    if (length < 0x80) {
      this.#bytes[start - 1] = length;
      return;
    }
    const extra = length < 0x4000 ? 1 : length < 0x200000 ? 2 : length < 0x10000000 ? 3 : 4;
    this.#reserve(extra);
    this.#bytes.copyWithin(start + extra, start, this.position);
    this.position = start - 1;
    this.uint32(length);
    this.position += length;
  }

  #reserve(length: number): void {
    if (this.position + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.position + length));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
