// Owns cutting a stream of bytes into lines, whatever the pieces it comes in.

export interface LineSplitter {
  /** Whole lines completed by these bytes, without their ends and trailing white space; blank ones are left out. */
  push(bytes: Uint8Array): string[];
}

const lineFeed = 10;

/** A line of more than `maxBytes` is dropped; `onTooLong` is told of it once, when its end comes. */
export function createLineSplitter(options: {
  maxBytes: number;
  encoding: 'utf-8' | 'gb18030' | 'latin1';
  onTooLong: (bytes: number) => void;
}): LineSplitter {
  const { maxBytes, onTooLong } = options;
  const decoder = new TextDecoder(options.encoding);
  let parts: Uint8Array[] = [];
  let length = 0;

  function keep(bytes: Uint8Array): void {
    length += bytes.length;
    if (length > maxBytes) parts = [];
    else if (bytes.length > 0) parts.push(bytes);
  }

  function take(): string | undefined {
    const [first] = parts;
    const tooLong = length > maxBytes;
    const bytes = parts.length === 1 && first ? first : Buffer.concat(parts);
    parts = [];
    if (tooLong) onTooLong(length);
    length = 0;
    return tooLong ? undefined : decoder.decode(bytes).trimEnd();
  }

  return {
    push(bytes) {
      const lines: string[] = [];
      let start = 0;
      for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
        keep(bytes.subarray(start, end));
        const line = take();
        if (line) lines.push(line);
        start = end + 1;
      }
      // A copy: the rest of a chunk must not keep the whole of it.
      if (start < bytes.length) keep(bytes.slice(start));
      return lines;
    },
  };
}
