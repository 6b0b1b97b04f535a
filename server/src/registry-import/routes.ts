// Owns what stands behind the routes by which files of the registry come in and go out.
import type { Caller } from '../platform/caller.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { workbookType } from '../platform/spreadsheet/index.ts';
import { exportFile } from './files/export.ts';
import { mostRecords, type RecordFilter, recordsOf } from './files/records.ts';
import { rejectedWorkbook } from './files/rejected.ts';
import { templateOf } from './files/template.ts';
import { chooseSheet, decideImport, listImports, ownImport, takeFile } from './imports.ts';
import type { ImportRouteParts } from './parts.ts';
import { type ImportRecord, importAnswer } from './progress.ts';
import { importSight } from './reach.ts';
import { pageOfRows, rowsFrom } from './rows.ts';

type Names =
  | `imports.${'template' | 'list' | 'upload' | 'get' | 'rows' | 'rejected' | 'sheet' | 'apply' | 'drop'}`
  | 'exports.get';

/** What none of the lists has is looked for as it is written, and not found. */
function inCodes(filter: RecordFilter, { regions, terms }: Pick<ImportRouteParts, 'regions' | 'terms'>): RecordFilter {
  const { district, sector, chain } = filter;
  return {
    ...filter,
    district: district === undefined ? undefined : regions.canonical(district),
    sector: sector === undefined ? undefined : (terms.sectors.find(sector)?.code ?? '-'),
    chain: chain === undefined ? undefined : (terms.chains.find(chain)?.code ?? chain),
  };
}

export function importRoutes(parts: ImportRouteParts): Handlers<Names> {
  const { db, regions, terms } = parts;
  const lists = { regions, terms };
  async function ofOwn<T>(
    caller: Caller,
    id: string,
    answer: (record: ImportRecord) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const found = await ownImport(parts, caller, id);
    return found.ok ? answer(found.value) : found;
  }
  return {
    'imports.template': async ({ params: { kind }, query }) => {
      const content = templateOf(kind, query.language, lists);
      return done({ fileName: `takt-${kind}-template.xlsx`, mediaType: workbookType, content });
    },
    'imports.list': async ({ query, caller }) => done(await listImports(parts, caller, query)),
    'imports.upload': ({ query, body, caller }) => takeFile(parts, caller, query, body),
    'imports.get': ({ params, caller }) => ofOwn(caller, params.id, async (record) => done(importAnswer(record))),
    'imports.rows': ({ params, query, caller }) =>
      ofOwn(caller, params.id, async ({ id }) => done(await pageOfRows(db, id, query))),
    'imports.rejected': ({ params, query, caller }) =>
      ofOwn(caller, params.id, async ({ id, kind, layout }) => {
        if (layout === null) return refuse('not_found', 'none of its rows was read');
        const rows = await rowsFrom(db, id, 'reject', mostRecords, 0);
        const content = rejectedWorkbook({ kind, layout: JSON.parse(layout) }, rows, query.language);
        return done({ fileName: `takt-${kind}-rejected.xlsx`, mediaType: workbookType, content });
      }),
    'imports.sheet': ({ params, body, caller }) => chooseSheet(parts, caller, params.id, body.sheet),
    'imports.apply': ({ params, caller }) => decideImport(parts, caller, params.id, 'running'),
    'imports.drop': ({ params, caller }) => decideImport(parts, caller, params.id, 'dropped'),
    'exports.get': async ({ params: { kind }, query: { format, language, ...filter }, caller }) => {
      const sight = importSight(parts, caller, kind === 'projects' ? 'projects.read' : 'registry.read');
      const records = await recordsOf(db, kind, sight, inCodes(filter, lists));
      if (records.length > mostRecords)
        return refuse('invalid', `there are more than ${mostRecords} of them: narrow them by filters`);
      return done(exportFile(records, { kind, format, language, lists }));
    },
  };
}
