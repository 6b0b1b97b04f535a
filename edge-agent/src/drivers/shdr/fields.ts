// Owns the fields of an SHDR line: cut at `|`, trimmed, quoted ones unescaped, as the MTConnect C++ agent reads them.

const pipe = '|';
const quoted = /"((?:[^"\\|]|\\.)*)"[ \t]*(?=\||$)/y;

/**
 * A field in double quotes may hold `\|`, `\"` and `\\`. A quote that is not closed before the next bare `|` or is followed by
 * more text is part of the text.
 */
export function splitFields(line: string): string[] {
  if (!line.includes('"')) return line.split(pipe).map((field) => field.trim());
  const fields: string[] = [];
  let position = 0;
  for (;;) {
    while (line[position] === ' ' || line[position] === '\t') position++;
    quoted.lastIndex = position;
    const match = line[position] === '"' ? quoted.exec(line) : null;
    if (match) {
      fields.push((match[1] ?? '').replaceAll(/\\(.)/g, '$1'));
      position += match[0].length;
    } else {
      const end = line.indexOf(pipe, position);
      fields.push(line.slice(position, end < 0 ? line.length : end).trim());
      position = end < 0 ? line.length : end;
    }
    if (position >= line.length) return fields;
    position++;
  }
}
