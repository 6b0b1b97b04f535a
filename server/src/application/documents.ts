// Owns the documents of an application, each for one criterion.
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { editableStates } from '@takt/model/application';
import type { Caller } from '../platform/caller.ts';
import { documentEndings, mediaTypeOf } from '../platform/documents/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { aboutOf, noSuchApplication, writeChange } from './change.ts';
import { contentOf, readPackages } from './evidence.ts';
import { addEvent, conflictAfter } from './history.ts';
import type { ApplicationParts } from './parts.ts';
import { mayTake } from './permitted.ts';
import { type ApplicationRecord, readApplication, type SelfCheck, sideOf } from './record.ts';
import { readScheme } from './schemes.ts';

const subjectOf = (id: string) => ({ subject_kind: 'application', subject: id }) as const;
const mostDocuments = 100;

async function openForDocuments(
  parts: ApplicationParts,
  caller: Caller,
  id: string,
  revision: number,
): Promise<Outcome<ApplicationRecord>> {
  const record = await readApplication(parts.db, id);
  if (!record || sideOf(parts, caller, record) === undefined) return noSuchApplication();
  if (!mayTake(parts, caller, 'recognition.apply', record))
    return refuse('forbidden', 'its documents are the enterprise’s');
  if (!editableStates.includes(record.state))
    return refuse('conflict', 'it was handed in; its documents stay as they are');
  return record.revision === revision ? done(record) : conflictAfter(parts.db, { application: id });
}

export async function attach(
  parts: ApplicationParts,
  caller: Caller,
  id: string,
  { query, content }: { query: RouteInput<'applications.attach'>['query']; content: Uint8Array },
): Promise<Outcome<undefined>> {
  const { db, documents } = parts;
  const { name, criterion, revision } = query;
  const opened = await openForDocuments(parts, caller, id, revision);
  if (!opened.ok) return opened;
  const record = opened.value;
  const scheme = await readScheme(db, record.scheme, record.version);
  const errors = [
    ...(mediaTypeOf(name) ? [] : [{ field: 'name', reason: `must end with one of ${documentEndings.join(', ')}` }]),
    ...(scheme?.criteria.some((one) => one.id === criterion)
      ? []
      : [{ field: 'criterion', reason: 'the scheme has no such criterion' }]),
    ...(Object.keys(record.selfCheck.documents).length < mostDocuments
      ? []
      : [{ field: 'body', reason: `there are ${mostDocuments} documents already` }]),
  ];
  if (errors.length > 0) return refuse('invalid', 'see errors', errors);
  const written = await db
    .transaction()
    .execute(async (transaction) => {
      const stored = await documents.put(transaction, { ...subjectOf(id), name, content, caller });
      const { selfCheck } = record;
      const next: SelfCheck = { ...selfCheck, documents: { ...selfCheck.documents, [stored.id]: criterion } };
      // Who came too late takes nothing with them: what was put down goes with the transaction.
      if (!(await writeChange(parts, transaction, record, { self_check: JSON.stringify(next) }))) throw new CameLate();
      const details = { criterion, name, sha256: stored.sha256 };
      await addEvent(parts, transaction, caller, aboutOf(record), { kind: 'document_attached', details });
    })
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof CameLate) return false;
        throw error;
      },
    );
  return written ? done(undefined) : conflictAfter(db, { application: id });
}

class CameLate extends Error {}

export async function detach(
  parts: ApplicationParts,
  caller: Caller,
  { id, document }: RouteInput<'applications.detach'>['params'],
  revision: number,
): Promise<Outcome<undefined>> {
  const opened = await openForDocuments(parts, caller, id, revision);
  if (!opened.ok) return opened;
  const record = opened.value;
  const { [document]: criterion, ...rest } = record.selfCheck.documents;
  if (criterion === undefined) return refuse('not_found', 'there is no such document');
  const written = await parts.db.transaction().execute(async (transaction) => {
    const next: SelfCheck = { ...record.selfCheck, documents: rest };
    if (!(await writeChange(parts, transaction, record, { self_check: JSON.stringify(next) }))) return false;
    await parts.documents.remove(transaction, subjectOf(id), document, caller);
    await addEvent(parts, transaction, caller, aboutOf(record), {
      kind: 'document_removed',
      details: { criterion, document },
    });
    return true;
  });
  return written ? done(undefined) : conflictAfter(parts.db, { application: id });
}

/** Bureaus see those that were handed in, whatever the enterprise did with them since. */
export async function readDocument(
  parts: ApplicationParts,
  caller: Caller,
  { id, document }: RouteInput<'applications.document'>['params'],
): Promise<Outcome<RouteAnswer<'applications.document'>>> {
  const record = await readApplication(parts.db, id);
  const side = record && sideOf(parts, caller, record);
  if (!record || side === undefined) return noSuchApplication();
  if (side === 'bureau') {
    const packages = await readPackages(parts.db, id);
    const handedIn = packages.some((one) => contentOf(one).documents.some((packaged) => packaged.id === document));
    if (!handedIn) return refuse('not_found', 'there is no such document');
  }
  const found = await parts.documents.read(subjectOf(id), document);
  if (!found) return refuse('not_found', 'there is no such document');
  return done({ fileName: found.document.name, mediaType: found.document.mediaType, content: found.content });
}
