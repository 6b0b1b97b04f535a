// Owns the certificate as a PDF: what it says, and a QR code to the page where anybody verifies it.
import type { FileAnswer } from '@takt/model/api';
import { stateOn } from '@takt/model/application';
import { createPdf } from '../../platform/pdf/index.ts';
import { fileWords, type Language } from '../locales/words.ts';
import type { ApplicationParts } from '../parts.ts';
import { readScheme } from '../schemes.ts';
import { today } from '../today.ts';
import type { CertificateRecord } from './record.ts';

export async function certificateFile(
  parts: ApplicationParts,
  row: CertificateRecord,
  language: Language,
): Promise<FileAnswer> {
  const words = fileWords[language];
  const { certificate: say } = words;
  const scheme = await readScheme(parts.db, row.scheme, row.version);
  const kind = words.kinds[row.counts_as as keyof typeof words.kinds] ?? row.counts_as;
  const address = `${parts.publicUrl()}/verify/${encodeURIComponent(row.number)}`;
  const state = stateOn(today(parts), row.state, row.valid_until);
  const pdf = await createPdf({
    title: `${say.title} ${row.number}`,
    language,
    createdAt: row.recorded_at,
    header: `${scheme?.authority[language] ?? ''}`,
    footer: words.page,
  });
  pdf.space(50);
  pdf.paragraph(say.title, { align: 'center', tone: 'strong', size: 28 });
  pdf.space(8);
  pdf.paragraph(kind, { align: 'center', tone: 'strong', size: 18 });
  pdf.space(24);
  pdf.paragraph(say.statement(row.enterprise_name, kind), { size: 12 });
  pdf.space(12);
  pdf.keyValues([
    [say.number, row.number],
    [say.enterprise, row.enterprise_name],
    ...(row.workshop_name === null ? [] : [[say.workshop, row.workshop_name] as const]),
    [say.kind, kind],
    ...(scheme
      ? ([
          [say.scheme, `${scheme.name[language]} · ${scheme.document}`],
          [say.authority, scheme.authority[language]],
        ] as const)
      : []),
    [say.issuedOn, row.issued_on],
    [say.validUntil, row.valid_until ?? say.endless],
    // What is printed says what it was worth on the day it was made.
    [say.state, `${words.states[state]} · ${today(parts)}`],
    [say.evidence, row.evidence ?? say.noEvidence],
  ]);
  pdf.space(16);
  pdf.qr(address, { caption: `${say.verify}\n${address}`, side: 120 });
  return { fileName: `${fileSafe(row.number)}.pdf`, mediaType: 'application/pdf', content: await pdf.finish() };
}

/** Numbers of others may hold what file names must not. */
export function fileSafe(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 100);
}
