// Owns the limit on what the first page loads: reads the build's manifest and adds up the gzipped scripts and styles of a route.
// Run by `node web/check-size.ts`, and by a test.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** 400 KB of gzipped JavaScript for a first load. */
export const limitBytes = 400_000;

export interface PageSize {
  page: string;
  /** Gzipped JavaScript, bytes: the entry, the page, one language and everything they import at once. */
  scriptBytes: number;
  /** Gzipped CSS, bytes. */
  styleBytes: number;
}

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
  isEntry?: boolean;
}
type Manifest = Record<string, Chunk>;

const pages = [
  'overview/OverviewPage',
  'workshop/WorkshopPage',
  'machine/MachinePage',
  'devices/DevicesPage',
  'sign-in/SignInPage',
  'profile/ProfilePage',
  'users/UsersPage',
  'consents/ConsentsPage',
  'audit/AuditPage',
  'cockpit/CockpitPage',
  'cockpit/ScreenPage',
  'targets/TargetsPage',
];

/** Sizes of every page's first load, from a build in `directory`. */
export function pageSizes(directory: string): PageSize[] {
  const manifest = JSON.parse(readFileSync(join(directory, '.vite/manifest.json'), 'utf8')) as Manifest;
  const entries = Object.keys(manifest).filter((key) => manifest[key]?.isEntry);
  const language = largest(
    directory,
    manifest,
    Object.keys(manifest).filter((key) => key.startsWith('src/locales/')),
  );
  return pages.map((page) => {
    const key = `src/features/${page}.vue`;
    if (!manifest[key]) throw new Error(`the build has no page ${key}`);
    const chunks = reach(manifest, [...entries, key, ...language]);
    const styles = new Set(chunks.flatMap((chunk) => chunk.css ?? []));
    return {
      page,
      scriptBytes: gzipped(directory, new Set(chunks.map((chunk) => chunk.file))),
      styleBytes: gzipped(directory, styles),
    };
  });
}

/** Chunks loaded at once with the given ones; what is imported on demand is left out. */
function reach(manifest: Manifest, keys: readonly string[]): Chunk[] {
  const seen = new Set<string>();
  const queue = [...keys];
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    queue.push(...(manifest[key]?.imports ?? []));
  }
  return [...seen].flatMap((key) => manifest[key] ?? []);
}

function largest(directory: string, manifest: Manifest, keys: readonly string[]): string[] {
  const sizes = keys.map((key) => ({ key, bytes: gzipped(directory, new Set([manifest[key]?.file ?? ''])) }));
  return sizes
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 1)
    .map(({ key }) => key);
}

function gzipped(directory: string, files: ReadonlySet<string>): number {
  let sum = 0;
  for (const file of files) sum += gzipSync(readFileSync(join(directory, file))).byteLength;
  return sum;
}

if (import.meta.main) {
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  const sizes = pageSizes(join(import.meta.dirname, 'dist'));
  for (const { page, scriptBytes, styleBytes } of sizes) {
    console.info(`${page}: ${kilobytes(scriptBytes)} script, ${kilobytes(styleBytes)} style, gzipped`);
  }
  if (sizes.some(({ scriptBytes }) => scriptBytes > limitBytes)) {
    console.error(`a page loads more than ${kilobytes(limitBytes)} of script at first`);
    process.exitCode = 1;
  }
}
