// Owns what the parts of the import page share: the import that is looked at, followed while it is under way, and how it is told.
import type { ImportAnswer, ImportCounts } from '@takt/model/api';
import {
  type FileReason,
  fileReasons,
  type ImportKind,
  importColumns,
  importKinds,
  sayFileReject,
} from '@takt/model/imports';
import { type ApiError, call, useQuery } from '../../api/index.ts';
import { useText } from '../../locales/i18n.ts';
import { useRegions } from '../../region/index.ts';
import { formatTime } from '../../ui/format.ts';

/** As the contract has it; its value would bring the validation library along. */
export const mostBytes = 20_000_000;
const underWayMs = 500;
const restingMs = 60_000;

export const isUnderWay = ({ state }: Pick<ImportAnswer, 'state'>) => state === 'checking' || state === 'running';

export function useImport(id: () => string | undefined) {
  return useQuery(id, (one, signal) => call('imports.get', { params: { id: one } }, { signal }), {
    everyMs: (data) => (data && isUnderWay(data) ? underWayMs : restingMs),
  });
}

/** Share of the rows that are looked at, or written. */
export function progressOf({ state, counts }: Pick<ImportAnswer, 'state' | 'counts'>): { done: number; all: number } {
  if (state === 'checking') return { done: counts.checked, all: counts.rows };
  return { done: counts.applied, all: writable(counts) };
}

export function writable({ create, change }: ImportCounts): number {
  return create + change;
}

export function readKind(text: unknown): ImportKind {
  return importKinds.find((kind) => kind === text) ?? 'enterprises';
}

export function useImportWords() {
  const { t, language } = useText();
  const regions = useRegions();
  const inLanguage = () => (language.value === 'en' ? 'en' : 'zh-CN');
  return {
    inLanguage,
    moment: (at: number) => formatTime(at, 'dateTime', regions.timeZone, language.value),
    headerOf: (kind: ImportKind, key: string) =>
      importColumns[kind].find((column) => column.key === key)?.header[inLanguage()] ?? key,
    /** Why a file was not taken, in the words of the language; the server gives the code before its own. */
    refusedFile(error: ApiError): string | undefined {
      if (error.status === 413) return t('imports.tooLarge', { size: '20 MB' });
      const code = (error.reasonFor('body') ?? '').split(':')[0] ?? '';
      if (!Object.hasOwn(fileReasons, code)) return undefined;
      return sayFileReject({ code: code as FileReason, detail: null }, inLanguage());
    },
  };
}
