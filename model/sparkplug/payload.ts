// Owns the shape of a Sparkplug B payload as Takt reads and writes it (sparkplug_b.proto, Sparkplug 3.0 §6).

/** Sparkplug data types by their numbers (§6.4.16). Only those Takt reads or writes. */
export const dataType = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
  DataSet: 16,
  Bytes: 17,
  File: 18,
  Template: 19,
} as const;
export type DataType = (typeof dataType)[keyof typeof dataType];

/**
 * One metric. `value` undefined: the message carries none Takt can read (DataSet, Template, Bytes …), `null`: is_null.
 * Integers beyond ±2^53 are rounded to the nearest double.
 */
export interface Metric {
  name?: string;
  alias?: number;
  /** Epoch ms. */
  timestamp?: number;
  datatype?: number;
  isHistorical?: boolean;
  isTransient?: boolean;
  value?: number | string | boolean | null;
}

export interface Payload {
  /** Epoch ms. */
  timestamp?: number;
  metrics: Metric[];
  /** 0–255. */
  seq?: number;
}

/** Why bytes are no Sparkplug B payload; `at` is the byte position. */
export interface PayloadError {
  error: string;
  at: number;
}
