// Owns evidence packages as files: the data its hash is of, byte for byte, or a PDF that shows it.
import type { FileAnswer } from '@takt/model/api';
import type { Caller } from '../platform/caller.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { fileSafe } from './certificates/file.ts';
import { noSuchApplication } from './change.ts';
import { contentOf } from './evidence.ts';
import { packagePdf } from './package-pdf.ts';
import type { ApplicationParts } from './parts.ts';
import { readApplication, sideOf } from './record.ts';

export async function readPackageFile(
  parts: ApplicationParts,
  caller: Caller,
  asked: { id: string; package: string; as: 'json' | 'pdf'; language: 'zh-CN' | 'en' },
): Promise<Outcome<FileAnswer>> {
  const record = await readApplication(parts.db, asked.id);
  if (!record || sideOf(parts, caller, record) === undefined) return noSuchApplication();
  const stored = await parts.db
    .selectFrom('evidence_packages')
    .selectAll()
    .where('id', '=', asked.package)
    .where('application', '=', asked.id)
    .executeTakeFirst();
  if (!stored) return refuse('not_found', 'there is no such evidence package');
  const name = `${fileSafe(record.number)}-${stored.sha256.slice(0, 12)}`;
  if (asked.as === 'json') {
    const content = new TextEncoder().encode(stored.content);
    return done({ fileName: `${name}.json`, mediaType: 'application/json', content });
  }
  const number = stored.certificate
    ? await parts.db.selectFrom('certificates').select('number').where('id', '=', stored.certificate).executeTakeFirst()
    : undefined;
  const verify = `${parts.publicUrl()}/verify/${encodeURIComponent(number?.number ?? record.number)}`;
  const { sha256 } = stored;
  const { timeZone } = parts.regions.city;
  const content = await packagePdf(contentOf(stored), { sha256, verify, language: asked.language, timeZone });
  return done({ fileName: `${name}.pdf`, mediaType: 'application/pdf', content });
}
