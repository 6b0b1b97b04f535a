// Owns what of the plant a caller may see and may write.
import { type Written, writtenFrom } from '@takt/model/access';
import type { Calendar } from '@takt/model/calendar';
import type { Line, Machine, Scope, Site, Workshop } from '@takt/model/plant';
import type { Caller } from '../platform/caller.ts';
import { type Kind, kindOfLevel, kinds, type PlantObjects } from './kinds.ts';
import { danglingReferences, type PlantState } from './state.ts';

type Asks = Pick<Caller, 'may' | 'mayEverywhere' | 'holds'>;
type Fine = 'site' | 'workshop' | 'line' | 'machine';

/** Whether the caller may see an object that there is. Made for one answer: it remembers. */
export type Sight = (kind: Kind, code: string) => boolean;

export function sightOf(caller: Asks, state: PlantState): Sight {
  const known = new Map<string, boolean>();

  /** Asked from the top: what may be seen as a whole is asked about once, and logged once where a consent opens it. */
  function seesMachinesOf(level: Fine, code: string): boolean {
    const key = `${level}:${code}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const above = aboveOf(state, level, code);
    const sees = (above !== undefined && seesMachinesOf(...above)) || caller.may('machines.read', { level, code });
    known.set(key, sees);
    return sees;
  }

  return (kind, code) => {
    switch (kind) {
      case 'machines':
        return seesMachinesOf('machine', code);
      case 'lines':
        return seesMachinesOf('line', code);
      case 'calendars': {
        const owner = state.calendars.get(code)?.enterprise;
        if (owner === undefined) return caller.holds('plant.read');
        return caller.may('plant.read', { level: 'enterprise', code: owner });
      }
      case 'enterprises':
        return caller.may('plant.read', { level: 'enterprise', code });
      case 'sites':
        return caller.may('plant.read', { level: 'site', code });
      case 'workshops':
        return caller.may('plant.read', { level: 'workshop', code });
    }
  };
}

/** Whether something may be put into, or made to use, what there is. */
export function useOf(caller: Asks, sees: Sight): Sight {
  const levels = Object.entries(kindOfLevel) as [keyof typeof kindOfLevel, Kind][];
  const levelOf = new Map(levels.map(([level, kind]) => [kind, level]));
  return (kind, code) => {
    const level = levelOf.get(kind);
    return sees(kind, code) || (level !== undefined && caller.may('plant.write', { level, code }));
  };
}

function aboveOf(state: PlantState, level: Fine, code: string): [Fine, string] | undefined {
  const object = level === 'site' ? undefined : state[kindOfLevel[level]].get(code);
  if (!object) return undefined;
  if (level === 'machine') return ['line', (object as Machine).line];
  if (level === 'line') return ['workshop', (object as Line).workshop];
  return ['site', (object as Workshop).site];
}

/** What the caller may see; nothing in it refers to what is not. */
export function visiblePart(caller: Asks, state: PlantState): PlantState {
  const sees = sightOf(caller, state);
  const part: Record<string, ReadonlyMap<string, unknown>> = { definitions: new Map() };
  for (const kind of kinds) {
    part[kind] = new Map();
    const shown = [...state[kind].entries()].filter(
      ([code, object]) =>
        sees(kind, code) && danglingReferences(part as unknown as PlantState, kind, object).length === 0,
    );
    part[kind] = new Map<string, unknown>(shown);
  }
  return part as unknown as PlantState;
}

/** Whether the caller may write an object there is, or one that is made: where it lies, and where it would come to lie. */
export function mayWrite(caller: Asks, { state, next }: { state: PlantState; next: PlantState }) {
  return (kind: Kind, object: object | null | undefined): boolean => {
    if (!object) return true;
    const place = existing(state, next, writtenFrom(writtenOf(kind, object)));
    return place === 'everywhere' ? caller.mayEverywhere('plant.write') : caller.may('plant.write', place);
  };
}

/** What is made together is written by whoever may write what it all lies in. */
function existing(state: PlantState, next: PlantState, place: Scope | 'everywhere'): Scope | 'everywhere' {
  if (place === 'everywhere' || place.level === 'city' || place.level === 'district') return place;
  const kind = kindOfLevel[place.level];
  if (state[kind].has(place.code)) return place;
  const made = next[kind].get(place.code);
  return made ? existing(state, next, writtenFrom(writtenOf(kind, made))) : place;
}

function writtenOf(kind: Kind, object: object): Written {
  switch (kind) {
    case 'enterprises':
      return { level: 'enterprise' };
    case 'calendars':
      return { level: 'calendar', enterprise: (object as Calendar).enterprise };
    case 'sites':
      return { level: 'site', parent: (object as Site).enterprise };
    case 'workshops':
      return { level: 'workshop', parent: (object as Workshop).site };
    case 'lines':
      return { level: 'line', parent: (object as Line).workshop };
    case 'machines':
      return { level: 'machine', parent: (object as Machine).line };
  }
}

/** Node of the plant under which an object is found in the audit log; null: the whole installation. */
export function scopeOf<K extends Kind>(kind: K, object: PlantObjects[K], removed: boolean): Scope | null {
  const written = writtenOf(kind, object);
  if (!removed && written.level !== 'calendar') return { level: written.level, code: object.code };
  const place = writtenFrom(written);
  return place === 'everywhere' ? null : place;
}
