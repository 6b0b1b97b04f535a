// Owns YAML 1.2 in and out: plain data only, and every error says on which line.
import { isNode, LineCounter, parseDocument, stringify } from 'yaml';

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

/** Anchors may be repeated, but not so often that a small text becomes a huge value. */
const maxAliasCount = 100;

export function parseYaml(text: string): { ok: true; document: YamlDocument } | { ok: false; errors: YamlError[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const errors = document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { line, column: col, reason: error.message };
    });
    return { ok: false, errors };
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  };
  try {
    return { ok: true, document: { value: document.toJS({ maxAliasCount }), lineOf } };
  } catch (error) {
    return {
      ok: false,
      errors: [{ line: 1, column: 1, reason: error instanceof Error ? error.message : String(error) }],
    };
  }
}

export function formatYaml(value: unknown): string {
  return stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}
