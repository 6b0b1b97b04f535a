// Owns how names become tags and field keys: every name has one spelling that the line protocol and InfluxQL can carry.

/** Has a value at every moment at which anything was read: silences and spans are found without knowing a source's signals. */
export const anyField = '#any';

export type FieldKind = 'number' | 'text' | 'none';

const suffixes = { number: '', text: '#text', none: '#none' } as const satisfies Record<FieldKind, string>;

// A backslash cannot be told from an escape, line breaks end a line, and `#` is ours: signal names have none.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const unspeakable = /[#\\\u0000-\u001f\u007f-\u009f]/g;
/** Not allowed as fields, or names of our tags (a tag and a field of one name cannot be told apart). */
const reserved = new Set(['time', 'site', 'machine']);

function hex(character: string): string {
  return `#${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** The name as it stands in a tag; never empty. */
export function encodeName(name: string): string {
  return name === '' ? '#' : name.replace(unspeakable, hex);
}

export function decodeName(encoded: string): string {
  if (encoded === '#') return '';
  return encoded.replace(/#([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** The field that holds a signal's readings of one kind. */
export function fieldOf(signal: string, kind: FieldKind): string {
  const encoded = encodeName(signal);
  // Names with a leading underscore are InfluxDB's own from version 2 on.
  const safe = reserved.has(encoded) || encoded.startsWith('_') ? hex(encoded) + encoded.slice(1) : encoded;
  return safe + suffixes[kind];
}

/** What a field of ours holds; undefined for {@link anyField}. */
export function signalOf(field: string): { signal: string; kind: FieldKind } | undefined {
  if (field === anyField) return undefined;
  for (const kind of ['text', 'none'] as const) {
    const suffix = suffixes[kind];
    if (field.endsWith(suffix)) return { signal: decodeName(field.slice(0, -suffix.length)), kind };
  }
  return { signal: decodeName(field), kind: 'number' };
}

/** The tags of a source, `site/machine`; a source without a site has only the machine. */
export function tagsOf(source: string): { site: string | undefined; machine: string } {
  const slash = source.indexOf('/');
  if (slash === -1) return { site: undefined, machine: encodeName(source) };
  return { site: encodeName(source.slice(0, slash)), machine: encodeName(source.slice(slash + 1)) };
}

/** The source of these tags; an empty site stands for none. */
export function sourceOf(site: string, machine: string): string {
  return site === '' ? decodeName(machine) : `${decodeName(site)}/${decodeName(machine)}`;
}
