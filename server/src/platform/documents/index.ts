// Public surface of documents: files people hand in or the server makes, kept in the database so that every process and every backup has them.
import { createHash, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { attribution, type Caller } from '../caller.ts';
import type { Row, Schema } from '../database/index.ts';

export type DocumentSubject = Pick<Row<'documents'>, 'subject_kind' | 'subject'>;

export interface StoredDocument {
  id: string;
  name: string;
  mediaType: string;
  bytes: number;
  /** Of the content, hex. */
  sha256: string;
  /** Epoch ms. */
  uploadedAt: number;
  uploadedByName: string;
}

/** Largest document that is taken, bytes. */
export const mostDocumentBytes = 20_000_000;

/** By the end of its name: what offices hand in. Nothing here is ever opened by the server or shown in a page of ours. */
const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  zip: 'application/zip',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

export const documentEndings: readonly string[] = Object.keys(mediaTypes);

/** Undefined: a kind of file that is not taken. */
export function mediaTypeOf(name: string): string | undefined {
  return mediaTypes[name.slice(name.lastIndexOf('.') + 1).toLowerCase()];
}

const partBytes = 300_000;

export interface Documents {
  /** In the given transaction. `name` has an ending {@link mediaTypeOf} knows. */
  put(
    transaction: Kysely<Schema>,
    document: DocumentSubject & { name: string; content: Uint8Array; caller: Caller },
  ): Promise<StoredDocument>;
  /** Those of a subject that are not removed, oldest first. */
  list(subject: DocumentSubject): Promise<StoredDocument[]>;
  /** Undefined where there is none of the subject by that id; removed ones are kept and still read. */
  read(subject: DocumentSubject, id: string): Promise<{ document: StoredDocument; content: Uint8Array } | undefined>;
  /** From then on it is not listed. False where there is none, or it was removed before. */
  remove(transaction: Kysely<Schema>, subject: DocumentSubject, id: string, caller: Caller): Promise<boolean>;
}

export function createDocuments(db: Kysely<Schema>, clock: () => number): Documents {
  const of = ({ subject_kind, subject }: DocumentSubject) =>
    db.selectFrom('documents').selectAll().where('subject_kind', '=', subject_kind).where('subject', '=', subject);
  return {
    async put(transaction, { subject_kind, subject, name, content, caller }) {
      const row: Row<'documents'> = {
        id: randomUUID(),
        subject_kind,
        subject,
        name,
        media_type: mediaTypeOf(name) ?? 'application/octet-stream',
        bytes: content.byteLength,
        sha256: createHash('sha256').update(content).digest('hex'),
        uploaded_at: clock(),
        uploaded_by: attribution(caller).actor,
        uploaded_by_name: caller.name,
        removed_at: null,
        removed_by: null,
      };
      await transaction.insertInto('documents').values(row).execute();
      const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
      for (let part = 0; part * partBytes < bytes.length; part++) {
        const piece = bytes.subarray(part * partBytes, (part + 1) * partBytes).toString('base64');
        await transaction.insertInto('document_parts').values({ document: row.id, part, content: piece }).execute();
      }
      return storedDocument(row);
    },
    async list(subject) {
      const rows = await of(subject).where('removed_at', 'is', null).orderBy('uploaded_at').orderBy('id').execute();
      return rows.map(storedDocument);
    },
    async read(subject, id) {
      const row = await of(subject).where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      const parts = await db
        .selectFrom('document_parts')
        .select('content')
        .where('document', '=', id)
        .orderBy('part')
        .execute();
      const content = Buffer.concat(parts.map((part) => Buffer.from(part.content, 'base64')));
      return { document: storedDocument(row), content };
    },
    async remove(transaction, { subject_kind, subject }, id, caller) {
      const { numUpdatedRows } = await transaction
        .updateTable('documents')
        .set({ removed_at: clock(), removed_by: attribution(caller).actor })
        .where('id', '=', id)
        .where('subject_kind', '=', subject_kind)
        .where('subject', '=', subject)
        .where('removed_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows) > 0;
    },
  };
}

function storedDocument(row: Row<'documents'>): StoredDocument {
  const { id, name, bytes, sha256 } = row;
  return {
    id,
    name,
    mediaType: row.media_type,
    bytes,
    sha256,
    uploadedAt: row.uploaded_at,
    uploadedByName: row.uploaded_by_name,
  };
}
