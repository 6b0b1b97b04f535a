// Owns the tar format of archives (POSIX ustar): plain files with short names, so that any tar reads them.

export const blockBytes = 512;
/** Two empty blocks end an archive. */
export const endOfArchive = Buffer.alloc(2 * blockBytes);

export interface TarHeader {
  name: string;
  bytes: number;
}

/** Bytes a content of this length takes in the archive. */
export function paddedBytes(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes;
}

/** `name` is at most 100 bytes, `bytes` less than 8 GiB. */
export function tarHeader({ name, bytes }: TarHeader, writtenAt: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(name, 0, 'utf8');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes, 124, 12);
  octal(Math.floor(writtenAt / 1000), 136, 12);
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(checksumText(block), 148, 'latin1');
  return block;
}

/** Undefined for the empty block that ends an archive. Throws where the block is no header of a plain file. */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const text = (from: number, length: number) => {
    const field = block.subarray(from, from + length);
    const end = field.indexOf(0);
    return field.toString('utf8', 0, end < 0 ? length : end);
  };
  const isHeader = text(257, 6) === 'ustar' && block.toString('latin1', 148, 156) === checksumText(block);
  const bytes = Number.parseInt(text(124, 12), 8);
  if (!isHeader || text(156, 1) !== '0' || !Number.isSafeInteger(bytes)) throw new Error('no header of a plain file');
  return { name: text(0, 100), bytes };
}

/** Sum of all bytes, those of the sum itself taken as spaces. */
function checksumText(block: Buffer): string {
  let sum = 0;
  for (let index = 0; index < blockBytes; index++) sum += index >= 148 && index < 156 ? 32 : (block[index] ?? 0);
  return `${sum.toString(8).padStart(6, '0')}\0 `;
}
