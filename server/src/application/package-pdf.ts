// Owns the evidence package as a PDF: everything in it, its hash, and where it is verified.
import type { EvidencePackage } from '@takt/model/application';
import { createPdf, type Pdf } from '../platform/pdf/index.ts';
import { type FileWords, fileWords, type Language } from './locales/words.ts';
import { valueText } from './value-text.ts';

interface Shown {
  sha256: string;
  /** Address of the page where it is verified. */
  verify: string;
  language: Language;
  timeZone: string;
}

export async function packagePdf(of: EvidencePackage, shown: Shown): Promise<Uint8Array> {
  const { language, sha256, verify } = shown;
  const words = fileWords[language];
  const say = words.package;
  const pdf = await createPdf({
    title: `${say.title} ${of.application.number}`,
    language,
    createdAt: Date.parse(of.frozenAt),
    header: say.header(of.application.number),
    footer: words.page,
  });
  const when = momentIn(shown);
  pdf.heading(say.title, 1);
  about(pdf, of, { words, language, when });
  pdf.paragraph(say.hash, { tone: 'muted' });
  // In two halves: a hash has no place where a line may break.
  pdf.keyValues([[say.sha256, `${sha256.slice(0, 32)}\n${sha256.slice(32)}`]]);
  pdf.qr(verify, { caption: `${say.verify}\n${verify}` });
  await criteria(pdf, of, { words, language, when });
  await listed(pdf, of, { words, language, when });
  return pdf.finish();
}

/** As they are written by hand. */
const signs: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤' };

interface Said {
  words: FileWords;
  language: Language;
  when: (iso: string | number) => string;
}

function momentIn({ language, timeZone }: Shown): Said['when'] {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return (moment) => format.format(new Date(moment));
}

function about(pdf: Pdf, of: EvidencePackage, { words, language, when }: Said): void {
  const { subject, application, scheme } = of;
  const say = words.package;
  pdf.keyValues([
    [words.certificate.enterprise, subject.enterprise.name],
    [say.uscc, subject.enterprise.uscc ?? words.unknown],
    ...(subject.kind === 'workshop' ? [[words.certificate.workshop, subject.name] as const] : []),
    [say.district, subject.district.name],
    [words.certificate.scheme, `${scheme.name[language]} · ${scheme.document} · v${scheme.version}`],
    [words.certificate.authority, scheme.authority[language]],
    [say.application, application.number],
    [say.appliedOn, application.appliedOn],
    [say.occasion, say[of.occasion]],
    [say.frozenAt, when(of.frozenAt)],
  ]);
}

async function criteria(pdf: Pdf, of: EvidencePackage, said: Said): Promise<void> {
  const { words, language, when } = said;
  const say = words.package;
  pdf.heading(say.criteria, 2);
  await pdf.table({
    columns: [
      { title: say.criterion, share: 3 },
      { title: say.outcome, share: 1 },
      { title: say.value, share: 1.3, align: 'right' },
      { title: say.threshold, share: 1.5, align: 'right' },
      { title: say.source, share: 1.7 },
      { title: say.at, share: 1.6 },
      { title: say.answered, share: 2 },
    ],
    rows: of.criteria.map((result) => {
      const criterion = of.scheme.criteria.find(({ id }) => id === result.criterion);
      const write = (value: number | string | null) => valueText(criterion?.indicator ?? '', value, said);
      const { answered } = result;
      return [
        criterion?.name[language] ?? result.criterion,
        words.outcomes[result.outcome],
        write(result.value),
        `${signs[criterion?.operator ?? ''] ?? criterion?.operator ?? ''} ${write(result.threshold)}`,
        result.origin === null ? '' : words.origins[result.origin],
        result.at === null ? '' : when(result.at),
        answered ? [words.answers[answered.answer], answered.note].filter(Boolean).join(' · ') : '',
      ];
    }),
  });
}

async function listed(pdf: Pdf, of: EvidencePackage, { words, language, when }: Said): Promise<void> {
  const say = words.package;
  const said = (value: boolean | null) => (value === null ? words.unknown : value ? words.yes : words.no);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 4 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const origin = (key: string) => words.origins[key as keyof FileWords['origins']] ?? key;
  const section = async (title: string, columns: readonly [string, number][], rows: string[][]) => {
    pdf.heading(title, 2);
    if (rows.length === 0) pdf.paragraph(say.none, { tone: 'muted' });
    else await pdf.table({ columns: columns.map(([name, share]) => ({ title: name, share })), rows });
  };
  await section(
    say.documents,
    [
      [say.file, 3],
      [say.criterion, 2],
      [say.bytes, 1],
      [say.sha256, 5],
    ],
    of.documents.map((one) => [one.name, one.criterion, number.format(one.bytes), one.sha256]),
  );
  await section(
    say.effects,
    [
      [say.project, 2],
      [say.indicator, 2],
      [say.origin, 1],
      [say.verdict, 1.5],
      [say.estimate, 3],
      [say.days, 1.2],
      [say.coverage, 1],
    ],
    of.effects.map((one) => [
      one.project,
      one.indicator,
      origin(one.origin),
      one.verdict,
      one.estimate === null ? '' : intervalText(one, number),
      `${one.daysBefore}/${one.daysAfter}`,
      one.coverage === null ? '' : percent.format(one.coverage),
    ]),
  );
  await section(
    say.figures,
    [
      [say.indicator, 3],
      [say.value, 2],
      [say.period, 3],
      [say.origin, 1],
    ],
    of.figures.map((one) => [
      one.indicator,
      number.format(one.value),
      [one.from, one.to].filter(Boolean).join(' – '),
      origin(one.origin),
    ]),
  );
  await section(
    say.equipment,
    [
      [say.equipmentName, 3],
      [say.process, 2],
      [say.quantity, 1],
      [say.nc, 1],
      [say.networked, 1],
      [say.keyProcess, 1],
      [say.origin, 1],
    ],
    of.equipment.map((one) => [
      [one.name, one.model].filter(Boolean).join(' '),
      one.process ?? '',
      number.format(one.quantity),
      said(one.numericallyControlled),
      said(one.networked),
      said(one.keyProcess),
      origin(one.origin),
    ]),
  );
  await section(
    say.steps,
    [
      [say.at, 2],
      [say.step, 2],
      [say.by, 2],
      [say.reason, 4],
    ],
    of.steps.map((one) => [when(one.at), one.step, one.by, one.reason ?? '']),
  );
}

function intervalText({ estimate, low, high }: EvidencePackage['effects'][number], number: Intl.NumberFormat): string {
  const write = (value: number | null) => (value === null ? '?' : number.format(value));
  return low === null && high === null ? write(estimate) : `${write(estimate)} (${write(low)} – ${write(high)})`;
}
