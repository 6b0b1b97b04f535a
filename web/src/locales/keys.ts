// Owns the type of message keys: a key that no language has is a type error.
import type { Messages } from './zh-CN/index.ts';

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];

/** Dotted path of a message, such as `common.units.pieces`. */
export type MessageKey = Leaves<Messages>;
export type MessageValues = Record<string, string | number>;
/** Looks a message up and fills in its named values. */
export type Translate = (key: MessageKey, values?: MessageValues) => string;
