// Owns the numbers of series while the process lives, and how the parts of their lines are spelt: escaped once, not once a reading.
import { samplesMeasurement } from '../layout.ts';
import { escapeKey } from '../syntax/line.ts';
import { anyField, type FieldKind, fieldOf, tagsOf } from '../syntax/names.ts';

/** `,key=` of a signal's fields, ready to be followed by a value; that of none has it already. */
export interface FieldKeys {
  number: string;
  text: string;
  none: string;
}

export interface SeriesDictionary {
  /** Number of the series; given on first use. */
  id(source: string, signal: string): number;
  readonly size: number;
  /** Number of the source of each series. */
  readonly sources: readonly number[];
  /** Beginning of a line, by number of the source: measurement, tags, and the field every line has. */
  readonly beginnings: readonly string[];
  /** By number of the series. */
  readonly keys: readonly FieldKeys[];
  /** The field a reading of this kind is written to, as InfluxDB names it. */
  field(id: number, kind: FieldKind): string;
}

export function createDictionary(): SeriesDictionary {
  const ids = new Map<string, Map<string, number>>();
  const sourceNumbers = new Map<string, number>();
  const beginnings: string[] = [];
  const signals: string[] = [];
  const sources: number[] = [];
  const keys: FieldKeys[] = [];
  const keysOfSignal = new Map<string, FieldKeys>();

  function sourceNumber(source: string): number {
    const found = sourceNumbers.get(source);
    if (found !== undefined) return found;
    const created = beginnings.push(beginningOf(source)) - 1;
    sourceNumbers.set(source, created);
    return created;
  }

  function fieldKeys(signal: string): FieldKeys {
    let found = keysOfSignal.get(signal);
    if (!found) {
      const key = (kind: FieldKind) => `,${escapeKey(fieldOf(signal, kind))}=`;
      found = { number: key('number'), text: key('text'), none: `${key('none')}1i` };
      keysOfSignal.set(signal, found);
    }
    return found;
  }

  return {
    id(source, signal) {
      const ofSource = ids.get(source) ?? new Map<string, number>();
      ids.set(source, ofSource);
      const found = ofSource.get(signal);
      if (found !== undefined) return found;
      const id = keys.push(fieldKeys(signal)) - 1;
      sources.push(sourceNumber(source));
      signals.push(signal);
      ofSource.set(signal, id);
      return id;
    },
    get size() {
      return keys.length;
    },
    sources,
    beginnings,
    keys,
    field: (id, kind) => fieldOf(signals[id] ?? '', kind),
  };
}

function beginningOf(source: string): string {
  const { site, machine } = tagsOf(source);
  const tags = [`machine=${escapeKey(machine)}`, ...(site === undefined ? [] : [`site=${escapeKey(site)}`])];
  return `${samplesMeasurement},${tags.join(',')} ${anyField}=1i`;
}
