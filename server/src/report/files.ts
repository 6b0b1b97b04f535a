// Owns writing the files of a report in a thread of its own: setting its pages takes half a second in which nobody else would be answered.
import { Worker } from 'node:worker_threads';
import type { ReportLanguage } from '@takt/model/api';
import type { ReportContents } from './contents/index.ts';

/** Everything in it can be cloned into the thread. */
export interface FilesAsked {
  contents: ReportContents;
  language: ReportLanguage;
}

export interface ReportFiles {
  pdf: Uint8Array;
  workbook: Uint8Array;
}

/** Rejects with what went wrong in the thread. */
export function writeFiles(asked: FilesAsked): Promise<ReportFiles> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./files-thread.ts', import.meta.url), { workerData: asked });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the thread that writes a report ended with ${code}`)));
  });
}
