// Owns YAML 1.2 in and out: plain data only, bounded in depth and aliases, and every error says on which line.
import { type Document, isNode, isScalar, LineCounter, parseDocument, stringify, visit } from 'yaml';
import { isNestedTooDeeply, tooDeep } from '../validation/depth.ts';

export interface YamlDocument {
  value: unknown;
  /** Line (from 1) a key path stands on; of the nearest part of the path that exists. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}
export interface YamlError {
  line: number;
  column: number;
  reason: string;
}
export type ParsedYaml = { ok: true; document: YamlDocument } | { ok: false; errors: YamlError[] };

/** Anchors may be repeated, but not so often that a small text becomes a huge value. */
const maxAliasCount = 100;
/** More errors than this tell nobody anything new. */
const maxErrors = 50;

export function parseYaml(text: string): ParsedYaml {
  try {
    return parse(text);
  } catch (error) {
    return { ok: false, errors: [{ line: 1, column: 1, reason: reasonOf(error) }] };
  }
}

function parse(text: string): ParsedYaml {
  const lines = new LineCounter();
  // The library looks for repeated keys by comparing each with all before it: minutes for a text of some megabytes.
  const settings = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, resolveKnownTags: false } as const;
  const document = parseDocument(text, settings);
  const failed = [...document.errors, ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  const found = failed.map((error) => ({ at: error.pos[0], reason: reasonOf(error) }));
  if (found.length === 0) found.push(...repeatedKeys(document));
  if (found.length > 0) {
    const errors = found.slice(0, maxErrors).map(({ at, reason }) => {
      const { line, col } = lines.linePos(at);
      return { line, column: col, reason };
    });
    return { ok: false, errors };
  }
  const value: unknown = document.toJS({ maxAliasCount });
  if (isNestedTooDeeply(value)) return { ok: false, errors: [{ line: 1, column: 1, reason: tooDeep }] };
  return { ok: true, document: { value, lineOf: (path) => lineOf(document, lines, path) } };
}

function repeatedKeys(document: Document): { at: number; reason: string }[] {
  const found: { at: number; reason: string }[] = [];
  visit(document, {
    Map(_, map) {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (keys.has(name))
          found.push({ at: key.range?.[0] ?? 0, reason: `the key "${name.slice(0, 64)}" is repeated` });
        keys.add(name);
      }
    },
  });
  return found;
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

/** The library parses by recursion, so a text that is nested without end runs out of stack, which it tells as an error. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return /call stack|stack overflow/i.test(reason) ? tooDeep : reason;
}

export function formatYaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}
