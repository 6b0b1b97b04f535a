// Owns making one report: gathered, written as PDF and as a workbook, kept as documents.
import type { ReportLanguage } from '@takt/model/api';
import { system } from '../platform/caller.ts';
import type { DocumentSubject } from '../platform/documents/index.ts';
import { gatherContents } from './contents/index.ts';
import { writeFiles } from './files.ts';
import { reportWords } from './locales/words.ts';
import type { ReportJobParts } from './parts.ts';
import { findReport, reportAnswer } from './rows.ts';

export const subjectOf = (id: string): DocumentSubject => ({ subject_kind: 'report', subject: id });

/** Does nothing where it is made already; begun again, it is made from the beginning. */
export async function makeReport(parts: ReportJobParts, id: string): Promise<void> {
  const { db, documents, clock } = parts;
  const record = await findReport(db, id);
  if (record?.state !== 'waiting' && record?.state !== 'running') return;
  await db
    .updateTable('reports')
    .set({ state: 'running' })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
  const { month, region } = record;
  const language = record.language as ReportLanguage;
  const contents = await gatherContents(parts, { month, region, madeBy: reportAnswer(record).createdByName });
  const { pdf, workbook } = await writeFiles({ contents, language });
  const name = reportWords[language].fileName(contents.name[language], month);
  const files = [
    { column: 'pdf_document', name: `${name}.pdf`, content: pdf },
    { column: 'excel_document', name: `${name}.xlsx`, content: workbook },
  ] as const;
  await db.transaction().execute(async (transaction) => {
    // First, so that of two that made the same one keeps nothing.
    const { numUpdatedRows } = await transaction
      .updateTable('reports')
      .set({ state: 'done', finished_at: clock(), error: null })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .executeTakeFirst();
    if (Number(numUpdatedRows) === 0) return;
    for (const { column, ...file } of files) {
      const document = await documents.put(transaction, { ...subjectOf(id), ...file, caller: system });
      await transaction
        .updateTable('reports')
        .set({ [column]: document.id })
        .where('id', '=', id)
        .execute();
    }
  });
}
