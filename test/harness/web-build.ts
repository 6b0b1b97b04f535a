// Owns a current build of the web app in web/dist, where the server serves it from.
import { execFile } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from './child.ts';

/** Builds it where there is no build yet or a source is newer; one that is current is left alone, as a server may be serving it. */
export async function ensureWebBuild(): Promise<void> {
  const built = join(repository, 'web/dist/index.html');
  const sources = globSync(['web/{index.html,vite.config.ts}', 'web/{src,public}/**/*.*', 'model/**/*.ts'], {
    cwd: repository,
  });
  const newest = Math.max(...sources.map((file) => statSync(join(repository, file)).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  await promisify(execFile)('npm', ['run', 'build', '--workspace', 'web'], { cwd: repository });
}
