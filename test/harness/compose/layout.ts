// Owns our images without Docker: what the COPY and npm steps of a Dockerfile make, in a folder of its own.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { chmod, cp, link, mkdir, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../child.ts';
import { createTempDirectory } from '../temp.ts';
import { copyOf, readDockerfile, type Stage } from './dockerfile.ts';

/** One build per Dockerfile and test file. */
const built = new Map<string, Promise<string>>();
const removals: (() => Promise<void>)[] = [];

/** Working directory of the image's last stage. */
export function builtImage(dockerfile: string): Promise<string> {
  const image = built.get(dockerfile) ?? build(dockerfile);
  built.set(dockerfile, image);
  return image;
}

export async function removeImages(): Promise<void> {
  built.clear();
  for (const remove of removals.splice(0)) await remove();
}

async function build(dockerfile: string): Promise<string> {
  const temporary = await createTempDirectory('image');
  removals.push(temporary.remove);
  await chmod(temporary.path, 0o755);
  const roots = new Map<string, string>();
  let app = '';
  for (const [index, stage] of readDockerfile(dockerfile).entries()) {
    const root = join(temporary.path, stage.name ?? String(index));
    roots.set(stage.name ?? String(index), root);
    app = join(root, 'app');
    await mkdir(app, { recursive: true });
    await runStage(stage, app, roots);
  }
  await giveNode(join(app, '..', 'usr/local/bin'));
  return app;
}

async function runStage(stage: Stage, app: string, roots: ReadonlyMap<string, string>): Promise<void> {
  for (const { name, argument } of stage.instructions) {
    if (name === 'COPY') await copy(argument, app, roots);
    // What else a RUN does concerns the users and programs of the container.
    if (name === 'RUN' && argument.startsWith('npm ')) await npm(argument, app);
  }
}

async function copy(argument: string, app: string, roots: ReadonlyMap<string, string>): Promise<void> {
  const { from, sources, target } = copyOf(argument);
  for (const source of sources) {
    const path = from === undefined ? join(repository, source) : join(roots.get(from) ?? '', source);
    // Of a folder its content is copied, of a file the file.
    const into = join(app, target, target.endsWith('/') && statSync(path).isFile() ? basename(source) : '');
    // As .dockerignore leaves them out of the build context.
    const filter = (file: string) => from !== undefined || !/\/(node_modules|dist)$/.test(file);
    await cp(path, into, { recursive: true, verbatimSymlinks: true, filter });
  }
}

/** The packages of `npm ci` alone are those the repository has installed by it already. */
async function npm(command: string, app: string): Promise<void> {
  const [, ...args] = command.split(' ');
  if (args[0] === 'ci' && !args.includes('--omit=dev')) {
    await symlink(join(repository, 'node_modules'), join(app, 'node_modules'));
    return;
  }
  const settings = args[0] === 'ci' ? ['--prefer-offline', '--no-audit'] : [];
  await promisify(execFile)('npm', [...args, ...settings], { cwd: app, maxBuffer: 16 * 1024 * 1024 });
}

/** Node where any user may run it. */
async function giveNode(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const node = join(directory, 'node');
  await link(process.execPath, node).catch(() => cp(process.execPath, node));
  await chmod(node, 0o755);
}
