// Owns the kinds of plant objects, in the order they depend on each other, and how each lies in its table.
import type { Calendar } from '@takt/model/calendar';
import type { Enterprise, Level, Line, Machine, Site, Workshop } from '@takt/model/plant';
import type { NewRow, Row } from '../platform/database/index.ts';

export interface PlantObjects {
  enterprises: Enterprise;
  calendars: Calendar;
  sites: Site;
  workshops: Workshop;
  lines: Line;
  machines: Machine;
}
export type Kind = keyof PlantObjects;

/** An object may refer only to kinds before its own. */
export const kinds = ['enterprises', 'calendars', 'sites', 'workshops', 'lines', 'machines'] as const satisfies Kind[];

export const nouns: Record<Kind, string> = {
  enterprises: 'enterprise',
  calendars: 'calendar',
  sites: 'site',
  workshops: 'workshop',
  lines: 'line',
  machines: 'machine',
};

/** Levels of the plant, each beside the kind its objects are of. */
export const kindOfLevel = {
  enterprise: 'enterprises',
  site: 'sites',
  workshop: 'workshops',
  line: 'lines',
  machine: 'machines',
} as const satisfies Partial<Record<Level, Kind>>;

/** Fields of a kind that hold the code of another object. */
export const references: { [K in Kind]: readonly (readonly [field: keyof PlantObjects[K] & string, to: Kind])[] } = {
  enterprises: [],
  calendars: [['enterprise', 'enterprises']],
  sites: [['enterprise', 'enterprises']],
  workshops: [
    ['site', 'sites'],
    ['calendar', 'calendars'],
  ],
  lines: [['workshop', 'workshops']],
  machines: [['line', 'lines']],
};

interface Shape<K extends Kind> {
  toRow(object: PlantObjects[K]): NewRow<K>;
  fromRow(row: Row<K>): PlantObjects[K];
}

export const shapes: { [K in Kind]: Shape<K> } = {
  calendars: {
    toRow: ({ code, name, ...terms }) => ({ code, name, terms: JSON.stringify(terms) }),
    fromRow: ({ code, name, terms }) => ({ ...(JSON.parse(terms) as Omit<Calendar, 'code' | 'name'>), code, name }),
  },
  enterprises: { toRow: (object) => object, fromRow: (row) => ({ ...row }) },
  sites: {
    toRow: ({ timeZone, ...rest }) => ({ ...rest, time_zone: timeZone }),
    fromRow: ({ time_zone, ...rest }) => ({ ...rest, timeZone: time_zone }),
  },
  workshops: {
    toRow: ({ calendar, target, ...rest }) => ({
      ...rest,
      calendar: calendar ?? null,
      target: target ? JSON.stringify(target) : null,
    }),
    fromRow: ({ calendar, target, ...rest }) => ({
      ...rest,
      ...(calendar === null ? {} : { calendar }),
      ...(target === null ? {} : { target: JSON.parse(target) as NonNullable<Workshop['target']> }),
    }),
  },
  lines: { toRow: (object) => object, fromRow: (row) => ({ ...row }) },
  machines: {
    toRow: ({ code, line, name, idealCycleSeconds, outlet, signalMap }) => ({
      code,
      line,
      name,
      ideal_cycle_seconds: idealCycleSeconds,
      outlet: outlet === undefined ? null : Number(outlet),
      signal_map: signalMap ? JSON.stringify(signalMap) : null,
    }),
    fromRow: ({ ideal_cycle_seconds, outlet, signal_map, ...rest }) => ({
      ...rest,
      idealCycleSeconds: ideal_cycle_seconds,
      ...(outlet === null ? {} : { outlet: outlet === 1 }),
      ...(signal_map === null ? {} : { signalMap: JSON.parse(signal_map) as NonNullable<Machine['signalMap']> }),
    }),
  },
};
