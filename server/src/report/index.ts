// Public surface of monthly reports: made on schedule and on demand, listed and handed out to whoever sees their region.
import { dayOf, monthOf } from '@takt/model/targets';
import { regionsSeen, seesRegion } from '../plant/region-sight.ts';
import type { Caller } from '../platform/caller.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { askForReport, retryReport } from './ask.ts';
import { subjectOf } from './make.ts';
import type { ReportRouteParts } from './parts.ts';
import { codesOf, findReport, listReports, type ReportRecord } from './rows.ts';

export { reportJobs } from './jobs.ts';
export type { FiguresPort } from './parts.ts';
export { putDownDue } from './schedule.ts';

type ReportRoute = keyof typeof import('@takt/model/api').reportRoutes;

export function reportRoutes(parts: ReportRouteParts): Handlers<ReportRoute> {
  const { db, regions, clock, documents } = parts;
  const { city } = regions;
  const seenBy = (caller: Caller) => regionsSeen(regions, caller, 'cockpit.read');

  /** That of a region somebody does not see does not exist. */
  async function own(caller: Caller, id: string): Promise<Outcome<ReportRecord>> {
    const record = await findReport(db, id);
    if (record && seesRegion(regions, seenBy(caller), record.region)) return done(record);
    return refuse('not_found', 'there is no such report of yours');
  }

  return {
    async 'reports.list'({ query, caller }) {
      const codes = codesOf(seenBy(caller), city.code);
      const found = await listReports(db, codes, query);
      return done({ ...found, present: monthOf(dayOf(clock(), city.timeZone)), regions: codes });
    },
    async 'reports.make'({ body, caller }) {
      if (!seesRegion(regions, seenBy(caller), body.region))
        return refuse('not_found', `there is no region "${body.region}"`);
      return askForReport(parts, caller, body);
    },
    async 'reports.retry'({ params, caller }) {
      const found = await own(caller, params.id);
      return found.ok ? retryReport(parts, caller, params.id) : found;
    },
    async 'reports.file'({ params, query: { format }, caller }) {
      const found = await own(caller, params.id);
      if (!found.ok) return found;
      const { id, pdf_document, excel_document } = found.value;
      const document = format === 'pdf' ? pdf_document : excel_document;
      const read = document === null ? undefined : await documents.read(subjectOf(id), document);
      if (!read) return refuse('not_found', 'the report is not made yet');
      const { name: fileName, mediaType } = read.document;
      return done({ fileName, mediaType, content: read.content });
    },
  };
}
