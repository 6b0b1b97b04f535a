// Owns the canonical form of JSON (RFC 8785): the same data is the same text, and so has the same hash.

/**
 * Members sorted by the UTF-16 code units of their names (§3.2.3), numbers and strings as ECMAScript writes them (§3.2.2), no
 * spaces. Members that are undefined are left out, as JSON does.
 *
 * @throws {TypeError} for what JSON cannot say without loss: numbers that are not finite, lone surrogates (§3.1), other types.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no number of JSON`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('a text holds half a character');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is no type of JSON`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // Not localeCompare: code units, whatever the language.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${canonicalJson(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
