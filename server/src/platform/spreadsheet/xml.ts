// Owns reading XML as workbooks hold it (ECMA-376 Part 1): elements and text as they come, without a document type and without entities of its own.
import { FileProblem } from './table.ts';

export interface XmlListener {
  /** Names without their prefix. `attribute` looks one up by its name without prefix. */
  open?(name: string, attribute: (name: string) => string | undefined): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Longest that is kept until the rest of it comes: a tag, a comment, a text. */
const longestPiece = 1_000_000;

/** @throws {FileProblem} where it is no XML, or has a document type. */
export async function readXml(pieces: AsyncIterable<string>, listener: XmlListener): Promise<void> {
  let rest = '';
  for await (const piece of pieces) {
    rest = takeAll(rest + piece, listener);
    if (rest.length > longestPiece) throw new FileProblem('damaged');
  }
  if (rest.trim() !== '') throw new FileProblem('damaged');
}

/** Tells what is complete; answers what is not. */
function takeAll(text: string, listener: XmlListener): string {
  let at = 0;
  for (;;) {
    const tag = text.indexOf('<', at);
    if (tag < 0) return text.slice(at);
    const end = endOfMarkup(text, tag);
    if (end < 0) return text.slice(at);
    if (tag > at) listener.text?.(decodeEntities(text.slice(at, tag)));
    takeMarkup(text.slice(tag, end), listener);
    at = end;
  }
}

/** After the markup that begins at `from`; -1 where its end is not there yet. */
function endOfMarkup(text: string, from: number): number {
  const after = (ending: string, at: number) => {
    const found = text.indexOf(ending, at);
    return found < 0 ? -1 : found + ending.length;
  };
  if (text.startsWith('<!--', from)) return after('-->', from + 4);
  if (text.startsWith('<![CDATA[', from)) return after(']]>', from + 9);
  let quote = '';
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  return -1;
}

function takeMarkup(markup: string, listener: XmlListener): void {
  const second = markup[1];
  if (second === '!') takeDeclaration(markup, listener);
  else if (second === '/') listener.close?.(localName(markup.slice(2, -1).trim()));
  else if (second !== '?') takeElement(markup, listener);
}

function takeDeclaration(markup: string, listener: XmlListener): void {
  if (markup.startsWith('<![CDATA[')) listener.text?.(markup.slice(9, -3));
  else if (!markup.startsWith('<!--')) throw new FileProblem('damaged', 'a document type is declared');
}

function takeElement(markup: string, listener: XmlListener): void {
  const empty = markup.endsWith('/>');
  const inside = markup.slice(1, empty ? -2 : -1);
  const space = inside.search(/\s/);
  const name = localName(space < 0 ? inside : inside.slice(0, space));
  listener.open?.(name, (wanted) => (space < 0 ? undefined : attributeOf(inside.slice(space), wanted)));
  if (empty) listener.close?.(name);
}

/** Looked for where it is asked for: cells have few, and are many. */
function attributeOf(text: string, wanted: string): string | undefined {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (!/[\s:]/.test(text[at - 1] ?? '')) continue;
    const value = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(text.slice(at + wanted.length));
    if (value) return decodeEntities(value[1] ?? value[2] ?? '');
  }
  return undefined;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
