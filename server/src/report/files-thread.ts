// Owns the thread that writes the files of one report and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { reportWorkbook } from './excel.ts';
import type { FilesAsked, ReportFiles } from './files.ts';
import { reportPdf } from './pdf.ts';

const { contents, language } = workerData as FilesAsked;
const files: ReportFiles = {
  pdf: await reportPdf(contents, language),
  workbook: reportWorkbook(contents, language),
};
parentPort?.postMessage(files);
