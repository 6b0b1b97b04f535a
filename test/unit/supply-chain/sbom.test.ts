// The list of components: every package an installation may hold, each with a licence, the same each time.
import { resolve } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { lockedPackages } from '../../../supply-chain/lock-file.ts';
import { createSbom, type Sbom } from '../../../supply-chain/sbom.ts';
import { repository } from '../../harness/child.ts';

let sbom: Sbom;
beforeAll(() => {
  sbom = createSbom();
});

/** What CycloneDX 1.5 asks of a component of a library. */
const component = z.looseObject({
  'bom-ref': z.string().min(1),
  type: z.enum(['library', 'application', 'framework']),
  name: z.string().min(1),
  version: z.string().min(1),
  purl: z.string().startsWith('pkg:npm/'),
  licenses: z
    .array(
      z.union([
        z.object({ license: z.union([z.object({ id: z.string() }), z.object({ name: z.string() })]) }),
        z.object({ expression: z.string() }),
      ]),
    )
    .min(1),
});

test('names every package that is not for development alone, with its licence', () => {
  const listed = new Set(
    z
      .array(component)
      .parse(sbom.components)
      .map(({ name, version }) => `${name}@${version}`),
  );
  const needed = lockedPackages(resolve(repository, 'package-lock.json')).filter(({ dev }) => !dev);
  expect(needed.map(({ name, version }) => `${name}@${version}`).filter((name) => !listed.has(name))).toEqual([]);
  expect(sbom.metadata.component).toMatchObject({ name: 'takt', type: 'application' });
});

test('leaves out what only builds or tests', () => {
  const names = sbom.components.map(({ name }) => name);
  for (const name of ['vitest', '@biomejs/biome', 'playwright-core']) expect(names).not.toContain(name);
  expect(names).toEqual(expect.arrayContaining(['express', 'helmet', 'vue']));
});

test('refers to nothing that is not in it', () => {
  const refs = new Set([...sbom.components, sbom.metadata.component].map((one) => one['bom-ref']));
  expect(refs.size).toBe(sbom.components.length + 1);
  const dependencies = z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).default([]) }));
  const named = dependencies.parse(sbom.dependencies).flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  expect(named.filter((ref) => !refs.has(ref))).toEqual([]);
});

test('is the same each time, and says nothing of the machine it is made on', () => {
  const text = JSON.stringify(sbom);
  expect(JSON.stringify(createSbom())).toBe(text);
  expect(text).not.toContain(repository);
});
