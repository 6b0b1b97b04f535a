// Owns the list of components (SBOM, CycloneDX 1.5): what npm knows of the lock file, the same for the same lock file.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { z } from 'zod';
import { licenceOf } from './licences.ts';
import { type LockedPackage, lockedPackages } from './lock-file.ts';

const root = resolve(import.meta.dirname, '..');

const component = z.looseObject({
  'bom-ref': z.string(),
  name: z.string(),
  version: z.string(),
  licenses: z.array(z.unknown()).optional(),
});
const document = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.5'),
  metadata: z.looseObject({ component }),
  components: z.array(component),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});
export type Sbom = z.output<typeof document>;

/** Everything that may run in an installation; what only builds or tests it is left out. Nothing of when or where it is made. */
export function createSbom(): Sbom {
  // Not with `--omit dev`: npm then leaves out what the server needs too where the tests name it as well.
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
  const text = execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { serialNumber: _, metadata, components, dependencies, ...rest } = document.parse(JSON.parse(text));
  const { timestamp: __, ...about } = metadata;
  const locked = new Map(
    lockedPackages(resolve(root, 'package-lock.json')).map((one) => [`${one.name}@${one.version}`, one]),
  );
  const lockedAs = ({ name, version }: { name: string; version: string }) => locked.get(`${name}@${version}`);
  const kept = components.filter((one) => !lockedAs(one)?.dev);
  const refs = new Set([...kept, about.component].map((one) => one['bom-ref']));
  return {
    ...rest,
    // npm names the whole by the folder it lies in.
    metadata: { ...about, component: { ...about.component, name: 'takt' } },
    components: kept.map((one) => licensed(one, lockedAs(one))).sort((a, b) => order(a['bom-ref'], b['bom-ref'])),
    dependencies: dependencies
      .filter(({ ref }) => refs.has(ref))
      .map((one) => ({ ...one, dependsOn: one.dependsOn.filter((ref) => refs.has(ref)).sort(order) }))
      .sort((a, b) => order(a.ref, b.ref)),
  };
}

function licensed<C extends z.output<typeof component>>(one: C, locked: LockedPackage | undefined): C {
  const licence = locked && licenceOf(locked);
  return one.licenses || licence === undefined ? one : { ...one, licenses: [{ license: { id: licence } }] };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
