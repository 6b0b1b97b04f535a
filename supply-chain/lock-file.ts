// Owns reading package-lock.json: every package that an installation may hold, with its licence.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

export interface LockedPackage {
  name: string;
  version: string;
  licence: string | undefined;
  /** Needed to build and test only. */
  dev: boolean;
}

/** Packages of others, each name and version once; packages of this repository are left out. */
export function lockedPackages(path: string): LockedPackage[] {
  const { packages } = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const found = new Map<string, LockedPackage>();
  for (const [place, { name, version = '', license, dev = false, link = false }] of Object.entries(packages)) {
    const [, folder] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(place) ?? [];
    if (link || folder === undefined) continue;
    const one = { name: name ?? folder, version, licence: license, dev };
    const key = `${one.name}@${version}`;
    found.set(key, { ...one, dev: dev && (found.get(key)?.dev ?? true) });
  }
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}
