// Owns the birth/death sequence number: one more for every MQTT CONNECT, also after a restart.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../durable-file.ts';

/** Starts at 0, after 255 comes 0 [tck-id-message-flow-edge-node-birth-publish-will-message-payload-bdSeq]. */
export async function nextBdSeq(directory: string): Promise<number> {
  const path = join(directory, 'bdseq');
  const before = await readFile(path, 'utf8').then(Number, () => -1);
  const bdSeq = Number.isInteger(before) && before >= 0 && before < 255 ? before + 1 : 0;
  await writeDurably(path, String(bdSeq));
  return bdSeq;
}
