// Owns documents of a project: added, taken along, taken off.
import type { FileAnswer, RouteAnswer } from '@takt/model/api';
import type { Caller } from '../platform/caller.ts';
import {
  type DocumentSubject,
  documentEndings,
  mediaTypeOf,
  type StoredDocument,
} from '../platform/documents/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { findProject } from './detail.ts';
import type { RetrofitParts } from './parts.ts';
import { noSuchProject, writeProject } from './write.ts';

const subjectOf = (id: string): DocumentSubject => ({ subject_kind: 'project', subject: id });
const noSuchDocument = () => refuse('not_found', 'there is no such document of the project');

export async function addDocument(
  parts: RetrofitParts,
  caller: Caller,
  id: string,
  { name, content }: { name: string; content: Uint8Array },
): Promise<Outcome<RouteAnswer<'projects.addDocument'>>> {
  let stored: StoredDocument | undefined;
  const written = await writeProject(parts, caller, { id }, async ({ transaction }) => {
    if (mediaTypeOf(name) === undefined)
      return refuse('invalid', 'files of this kind are not taken', [
        { field: 'name', reason: `must end in one of ${documentEndings.join(', ')}` },
      ]);
    stored = await parts.documents.put(transaction, { ...subjectOf(id), name, content, caller });
    const { bytes, sha256 } = stored;
    const details = { document: stored.id, name, bytes, sha256 };
    return done({
      keepsRevision: true,
      happenings: [{ kind: 'document_added', action: 'projects.addDocument', details }],
    });
  });
  if (!written.ok) return written;
  return stored ? done(stored) : noSuchDocument();
}

export async function readDocument(
  parts: RetrofitParts,
  caller: Caller,
  { id, document }: { id: string; document: string },
): Promise<Outcome<FileAnswer>> {
  if (!(await findProject(parts, caller, id))) return noSuchProject();
  const read = await parts.documents.read(subjectOf(id), document);
  if (!read) return noSuchDocument();
  const { name: fileName, mediaType } = read.document;
  return done({ fileName, mediaType, content: read.content });
}

export function removeDocument(
  parts: RetrofitParts,
  caller: Caller,
  { id, document }: { id: string; document: string },
): Promise<Outcome<undefined>> {
  return writeProject(parts, caller, { id }, async ({ transaction }) => {
    const row = await transaction
      .selectFrom('documents')
      .select('name')
      .where('id', '=', document)
      .where('subject_kind', '=', 'project')
      .where('subject', '=', id)
      .executeTakeFirst();
    if (!row || !(await parts.documents.remove(transaction, subjectOf(id), document, caller))) return noSuchDocument();
    return done({
      keepsRevision: true,
      happenings: [
        { kind: 'document_removed', action: 'projects.removeDocument', details: { document, name: row.name } },
      ],
    });
  });
}
