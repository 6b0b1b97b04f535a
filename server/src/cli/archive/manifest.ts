// Owns the manifest of an archive: what it holds, from which version, and how to tell that it is whole.
import { z } from 'zod';

/** A newer form than this is refused. */
export const formatVersion = 1;
export const manifestName = 'manifest.json';
export const manifestSumName = 'manifest.sha256';

const amount = z.int().min(0);

const partSchema = z.object({
  /** Name in the archive: JSON lines, compressed with Zstandard. */
  name: z.string(),
  bytes: amount,
  sha256: z.string(),
  lines: amount,
});

export const manifestSchema = z.object({
  format: z.literal(formatVersion),
  /** Version of Takt that wrote it. */
  takt: z.string(),
  /** Epoch ms. */
  createdAt: z.number(),
  registry: z.object({
    /** Migrations the tables had, in order. */
    migrations: z.array(z.string()),
    /** Rows by table. */
    tables: z.record(z.string(), amount),
  }),
  /** Null: not saved. */
  telemetry: z
    .object({
      /** Readings by source. */
      readings: z.record(z.string(), amount),
      /** Rows by grain. */
      facts: z.object({ minute: amount, hour: amount, day: amount }),
    })
    .nullable(),
  parts: z.array(partSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestPart = z.infer<typeof partSchema>;

/** Throws where the text is no manifest this version understands. */
export function parseManifest(text: string): Manifest {
  const value: unknown = JSON.parse(text);
  const { format } = z.object({ format: z.int() }).parse(value);
  if (format > formatVersion) {
    throw new Error(`was written by a newer version of Takt (archive format ${format}); update Takt`);
  }
  return manifestSchema.parse(value);
}
