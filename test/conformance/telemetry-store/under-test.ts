// Owns what the suite needs to know of an adapter: how to open it, here and in another process.
import { onTestFinished } from 'vitest';
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';

/** One empty store's data. `module` exports a function `name` that opens it when called with `options` (JSON). */
export interface StoreUnderTest {
  opener: { module: string; name: string; options: unknown };
  remove(): Promise<void>;
}

/** Which of two different numbers, or texts, that claim one key is read back: in every order of arrival the greater, or the last. */
export type Winner = 'greatest' | 'last';

export type StoreFactory = () => Promise<StoreUnderTest>;

export async function openStore({ opener }: StoreUnderTest): Promise<TelemetryStore> {
  const module = (await import(opener.module)) as Record<string, (options: unknown) => Promise<TelemetryStore>>;
  const open = module[opener.name];
  if (!open) throw new Error(`${opener.module} exports no ${opener.name}`);
  return open(opener.options);
}

/** A fresh store, closed and removed when the test ends. */
export async function freshStore(create: StoreFactory): Promise<TelemetryStore> {
  const place = await create();
  const store = await openStore(place);
  onTestFinished(async () => {
    await store.close();
    await place.remove();
  });
  return store;
}

export type Value = number | string | boolean | null;
export type Entry = readonly [signal: string, at: number, value: Value];

export function bufferOf(store: TelemetryStore, source: string, entries: readonly Entry[]): SampleBuffer {
  const buffer = new SampleBuffer(8);
  for (const [signal, at, value] of entries) buffer.push(store.series(source, signal), at, value);
  return buffer;
}

export async function append(store: TelemetryStore, source: string, entries: readonly Entry[]): Promise<void> {
  await store.append(bufferOf(store, source, entries));
}
