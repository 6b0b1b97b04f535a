// Owns the configuration of the SHDR driver: where the adapter is, and what its data items mean.
import { codeSchema } from '@takt/model/plant';
import { isSignalName, signalMapSchema } from '@takt/model/signals';
import { z } from 'zod';

const item = z.string().min(1).max(128);

export const shdrSchema = z.strictObject({
  kind: z.literal('shdr'),
  host: z.string().min(1).max(253).default('127.0.0.1'),
  /** 7878 is what most adapters listen on. */
  port: z.int().min(1).max(65535).default(7878),
  /** Machine of the items without a device prefix, and of all items where `devices` is left out. */
  machine: codeSchema,
  /** Machines by device prefix (`device:item`), for adapters that speak for several. */
  devices: z.record(z.string().min(1).max(128), codeSchema).optional(),
  /** Keyed by data item, or by `device:item` where devices differ. */
  signalMap: signalMapSchema.default({}),
  /** Items that are conditions (`item|level|code|severity|qualifier|text`). */
  conditions: z.array(item).default([]),
  /** Items that are messages (`item|code|text`). */
  messages: z.array(item).default([]),
  /** Items that are time series (`item|count|rate|values`); they are skipped and counted. */
  timeSeries: z.array(item).default([]),
  /** Items that are texts even where they look like numbers, such as program names. */
  texts: z.array(item).default([]),
  /** Whether items that the signal map does not name are passed on under their own names: all, none or those listed. */
  passThrough: z.union([z.enum(['all', 'none']), z.array(item)]).default('all'),
  /**
   * `device`: the adapter's timestamps hold. `relative`: only the time between them does; the first one of a connection is
   * now. `arrival`: they are ignored.
   */
  timestamps: z.enum(['device', 'relative', 'arrival']).default('device'),
  /** From version 2 on, more items may follow a condition or a message on its line; an adapter may also say so itself. */
  shdrVersion: z.union([z.literal(1), z.literal(2)]).default(1),
  /** False for a recording, whose time is not now: no life signs, and its end says nothing about the machine. */
  lifeSigns: z.boolean().default(true),
  /** Instead of the heartbeat the adapter names in its PONG. */
  heartbeatMs: z.int().min(10).max(1_800_000).optional(),
  /** An adapter without a heartbeat that is silent for this long is taken to be gone. */
  silenceSeconds: z.number().min(1).max(86_400).default(600),
  /** First and longest wait before a new connection is tried; doubled in between, and spread. */
  reconnectMs: z.int().min(10).default(500),
  reconnectMaxMs: z.int().min(10).default(30_000),
  /** Longer lines are skipped and counted. */
  maxLineBytes: z
    .int()
    .min(256)
    .max(16 * 1024 * 1024)
    .default(256 * 1024),
  /** Of texts; adapters in China often speak GB 18030. */
  encoding: z.enum(['utf-8', 'gb18030', 'latin1']).default('utf-8'),
});
export type ShdrConfig = z.output<typeof shdrSchema>;

/** What the schema cannot say. */
export function checkShdr(config: ShdrConfig, complain: (path: (string | number)[], reason: string) => void): void {
  const shapes = new Map<string, string>();
  for (const shape of ['conditions', 'messages', 'timeSeries'] as const) {
    for (const [index, name] of config[shape].entries()) {
      const other = shapes.get(name);
      if (other !== undefined && other !== shape) complain([shape, index], `"${name}" stands under ${other} too`);
      shapes.set(name, shape);
    }
  }
  for (const [name, entry] of Object.entries(config.signalMap)) {
    if (!isSignalName(entry.signal)) complain(['signalMap', name, 'signal'], `"${entry.signal}" is no signal name`);
  }
  if (config.reconnectMaxMs < config.reconnectMs) complain(['reconnectMaxMs'], 'must not be less than reconnectMs');
}

export function machinesOfShdr(config: ShdrConfig): string[] {
  return [...new Set([config.machine, ...Object.values(config.devices ?? {})])];
}
