// Owns what one cell means: its text to show, its value to keep, or why it has none.
import {
  type CellMeaning,
  type CellReject,
  codeOfWord,
  dateOfSerial,
  dateOfText,
  numberOfText,
  yesNoWords,
  yuanOfText,
} from '@takt/model/imports';
import type { Regions } from '@takt/model/regions';
import { foldUscc, type Terms, usccProblem } from '@takt/model/registry';
import { bounds, type Cell } from '../platform/spreadsheet/index.ts';
import type { Reach } from './reach.ts';

/** Codes, texts and numbers as they are kept; yes and no are 1 and 0. */
export type Value = string | number;
export type Why = Pick<CellReject, 'code' | 'about'>;
export type CellRead = { ok: true; value: Value } | { ok: false; why: Why };

export interface CellContext {
  regions: Regions;
  terms: Terms;
  reach: Reach;
}

interface Plain {
  /** As somebody sees it in the file, about. */
  text: string;
  /** What was stored, where it is more than text. */
  number?: number;
  date?: string;
  formula?: true;
  why?: Why;
}

/** Undefined: there is nothing in it. */
export function plainOf(cell: Cell | undefined): Plain | undefined {
  if (cell === null || cell === undefined || cell === '') return undefined;
  if (typeof cell === 'string') return textOf(cell);
  if (typeof cell === 'number') return { text: String(cell), number: cell };
  if (typeof cell === 'boolean') return { text: cell ? yesNoWords['1']['zh-CN'] : yesNoWords['0']['zh-CN'] };
  switch (cell.kind) {
    case 'date':
      return { text: cell.date, date: cell.date, ...(cell.formula && { formula: true }) };
    case 'formula': {
      const plain = plainOf(cell.value);
      return plain && { ...plain, formula: true };
    }
    case 'formula_without_value':
      return { text: '=', why: { code: 'formula_without_value' } };
    case 'error':
      return { text: cell.error, why: { code: 'formula_error', about: { error: cell.error } } };
    case 'too_long':
      return { text: `${cell.beginning}…`, why: { code: 'too_long', about: { most: bounds.cellCharacters } } };
  }
}

/** Blanks and line breaks are one blank each; what else is not shown is not wanted. */
function textOf(cell: string): Plain | undefined {
  const text = cell.replace(/\s+/g, ' ').trim();
  if (text === '') return undefined;
  if (/[\p{Cc}\p{Cf}]/u.test(text)) {
    const shown = text.replace(/\p{Cf}/gu, '');
    if (/\p{Cc}/u.test(shown))
      return { text: shown.replace(/\p{Cc}/gu, '\uFFFD'), why: { code: 'control_characters' } };
    return shown === '' ? undefined : { text: shown };
  }
  return { text };
}

const refused = (code: Why['code'], about?: Why['about']): CellRead => ({
  ok: false,
  why: about ? { code, about } : { code },
});
const read = (value: Value): CellRead => ({ ok: true, value });
const orRefused = (value: Value | undefined, code: Why['code']): CellRead =>
  value === undefined ? refused(code) : read(value);

/** `yuan`: of one, where the cell is an amount without a unit. */
export function readCell(plain: Plain, meaning: CellMeaning, context: CellContext, yuan: number): CellRead {
  if (plain.why) return { ok: false, why: plain.why };
  const { text } = plain;
  switch (meaning.kind) {
    case 'text':
      return readText(plain, meaning.most);
    case 'enterprise':
    case 'workshop':
    case 'town':
      return readText(plain, 120);
    case 'uscc':
      return readUscc(plain);
    case 'district':
      return readDistrict(text, context);
    case 'sector':
      return orRefused(sectorOf(text, context.terms)?.code, 'no_such_sector');
    case 'chain':
      return orRefused(context.terms.chains.find(text)?.code, 'no_such_chain');
    case 'yes_no':
      return readYesNo(text);
    case 'date':
      return orRefused(dateOf(plain), 'not_a_date');
    case 'count':
      return readCount(plain, meaning.least, meaning.most);
    case 'yuan':
      return readYuan(plain, yuan);
    case 'word': {
      const code = codeOfWord(meaning.words, text);
      const allowed = Object.values(meaning.words).map((words) => words['zh-CN']);
      return code === undefined ? refused('not_a_word', { allowed: allowed.join('、') }) : read(code);
    }
  }
}

function readText({ text, number }: Plain, most: number): CellRead {
  if (number !== undefined && Math.abs(number) > Number.MAX_SAFE_INTEGER) return refused('digits_lost');
  return [...text].length > most ? refused('too_long', { most }) : read(text);
}

function readUscc({ text, number }: Plain): CellRead {
  if (number !== undefined && Math.abs(number) > Number.MAX_SAFE_INTEGER) return refused('digits_lost');
  const code = foldUscc(text);
  const problem = usccProblem(code);
  return problem ? refused(`uscc_${problem}`) : read(code);
}

function readDistrict(text: string, { regions, reach }: CellContext): CellRead {
  const district = regions.district(text);
  if (!district) return refused('no_such_district');
  const within = reach.level !== 'district' || reach.code === district.code;
  return within ? read(district.code) : refused('not_your_district');
}

/** Also where the name follows the code, or a zero was lost as files take codes for numbers. */
function sectorOf(text: string, { sectors }: Terms) {
  const [first = ''] = text.split(/[\s（(:：-]/);
  return (
    sectors.find(text) ?? sectors.find(first) ?? (/^\d$|^\d{3}$/.test(text) ? sectors.find(`0${text}`) : undefined)
  );
}

function dateOf({ text, number, date }: Plain): string | undefined {
  if (date !== undefined) return date;
  return (
    dateOfText(text) ?? (number !== undefined && number > 30_000 && number < 80_000 ? dateOfSerial(number) : undefined)
  );
}

function readCount({ text, number }: Plain, least: number, most: number): CellRead {
  const count = number ?? numberOfText(text.replace(/[台套件个]$/, ''));
  if (count === undefined) return refused('not_a_number');
  if (!Number.isInteger(count)) return refused('not_whole');
  return count < least || count > most ? refused('out_of_range', { least, most }) : read(count);
}

function readYuan({ text, number }: Plain, headerYuan: number): CellRead {
  const yuan = number === undefined ? yuanOfText(text, headerYuan) : Math.round(number * headerYuan * 100) / 100;
  if (yuan === undefined) return refused('not_an_amount');
  if (yuan < 0) return refused('negative');
  return yuan > mostYuan ? refused('out_of_range', { least: 0, most: mostYuan }) : read(yuan);
}

/** Ten trillion. */
const mostYuan = 1e13;

function readYesNo(text: string): CellRead {
  const code = codeOfWord(yesNoWords, text);
  return code === undefined ? refused('not_yes_or_no') : read(Number(code));
}
