// Owns docker-compose.yml without Docker: each service's process with its command, environment, configuration, secrets and user.
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, repository, startChild } from '../child.ts';
import { freePort } from '../free-port.ts';
import { createTempDirectory } from '../temp.ts';
import { until } from '../until.ts';
import { type ComposeFile, type ComposeService, serviceOf } from './file.ts';
import { imageOf } from './images.ts';
import { rewrite, type Surroundings } from './rewrite.ts';

export interface Container {
  /** Port here of a port in the container. */
  port(inside: number): number;
  pid: number;
  exitCode: number | null;
  output(): string;
  /** Path here of a path in the container. */
  path(inside: string): string;
  /** Runs a command as `docker compose exec` does; its output. Rejects where it fails. */
  exec(...command: string[]): Promise<string>;
  /** Runs the service's own health check once; rejects where it fails. */
  check(): Promise<void>;
  /** Waits until the health check passes. */
  healthy(): Promise<void>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number>;
  signal(name: NodeJS.Signals): void;
}

export interface Stack {
  compose: ComposeFile;
  /** The secrets as they lie on the host, made by config/secrets.sh. */
  secrets: string;
  /** Runs a script of the checkout that makes secrets. */
  script(path: string, ...args: string[]): Promise<string>;
  /** Where a volume of a service lies here; made where it is not there yet. */
  volume(service: string, name: string): string;
  /** Starts a service and waits for nothing; its volumes outlive it. */
  start(name: string, replica?: number): Promise<Container>;
  close(): Promise<void>;
}

export async function openStack(compose: ComposeFile): Promise<Stack> {
  const directory = await createTempDirectory('compose');
  chmodSync(directory.path, 0o755);
  const secrets = join(directory.path, 'secrets');
  const ports = new Map<string, number>();
  const running: Container[] = [];
  const script = async (path: string, ...args: string[]) => {
    const { stdout } = await promisify(execFile)(join(repository, path), args, {
      env: { ...process.env, TAKT_SECRETS: secrets },
    });
    return stdout;
  };
  await script('config/secrets.sh');
  for (const [name, service] of Object.entries(compose.services)) {
    for (const port of imageOf(service).ports) ports.set(`${name}:${port}`, await freePort());
  }

  async function start(name: string, replica = 1): Promise<Container> {
    const service = serviceOf(compose, name);
    const image = imageOf(service);
    const root = join(directory.path, `${name}-${replica}`);
    const own = replica === 1 ? ports : new Map(ports);
    if (replica > 1) for (const port of image.ports) own.set(`${name}:${port}`, await freePort());
    const paths = layOut(root, service, join(directory.path, 'volumes'));
    const here: Surroundings = { paths, ports: own, service: name };
    giveFiles(compose, service, secrets, here);
    const place = await image.place({ service, here });
    const [program = '', ...args] = place.command.map((word) => rewrite(word, here));
    const environment = { ...surroundingsOf(place.environment, here), ...place.extra };
    const child = startChild(program, args, environment, { cwd: place.directory, ...place.identity });
    const exec = async (...words: string[]) => {
      const [file = '', ...rest] = words.map((word) => rewrite(word, here));
      const settings = { cwd: place.directory, env: environment, ...place.identity };
      return (await promisify(execFile)(file, rest, settings)).stdout;
    };
    const { healthCheck } = place;
    const check = Array.isArray(healthCheck) ? async () => void (await exec(...healthCheck)) : healthCheck;
    const container = containerOf(child, here, { exec, check });
    running.push(container);
    return container;
  }

  return {
    compose,
    secrets,
    script,
    volume(service, name) {
      const path = join(directory.path, 'volumes', name);
      own(path, serviceOf(compose, service));
      return path;
    },
    start,
    async close() {
      for (const container of running.reverse()) await container.stop();
      await directory.remove();
    },
  };
}

function containerOf(child: Child, here: Surroundings, tools: Pick<Container, 'exec' | 'check'>): Container {
  return {
    ...tools,
    port: (inside) => here.ports.get(`${here.service}:${inside}`) ?? 0,
    get pid() {
      return child.pid;
    },
    get exitCode() {
      return child.exitCode;
    },
    output: child.output,
    path: (inside) => here.paths.get(inside) ?? inside,
    async healthy() {
      const healthy = async () => {
        if (child.exitCode !== null) return { ended: true };
        await tools.check();
        return { ended: false };
      };
      const { ended } = await until(healthy, { what: `${here.service}, healthy`, limitMs: 90_000 });
      if (ended) throw new Error(`${here.service} ended with ${child.exitCode}: ${child.output()}`);
    },
    stop: () => child.stop(),
    signal: (name) => void process.kill(child.pid, name),
  };
}

const surroundingsOf = (environment: Readonly<Record<string, string>>, here: Surroundings) =>
  Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, rewrite(value, here)]));

/** Folders for volumes (shared by all of a name) and tmpfs (its own); /tmp is what it is. */
function layOut(root: string, service: ComposeService, volumes: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const volume of service.volumes) {
    const [name = '', target = ''] = volume.split(':');
    paths.set(target, join(volumes, name));
  }
  for (const mount of service.tmpfs) {
    const [target = ''] = mount.split(':');
    if (target !== '/tmp') paths.set(target, join(root, 'tmpfs', target));
  }
  for (const path of paths.values()) own(path, service);
  for (const name of service.secrets) paths.set(`/run/secrets/${name}`, join(root, 'secrets', name));
  paths.set('/run/secrets', join(root, 'secrets'));
  for (const [inside, here] of imageOf(service).paths ?? []) paths.set(inside, here);
  for (const { target } of service.configs) paths.set(target, join(root, 'configs', target));
  return paths;
}

/** As Docker does with a new volume: it belongs to the user of the image. */
function own(path: string, service: ComposeService): void {
  mkdirSync(path, { recursive: true });
  const { uid, gid } = imageOf(service).identity(service);
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/**
 * Configuration and secrets, with the modes they have on the host. Where nothing must be rewritten it is the same file, as it is
 * with Docker: what a script changes in place is seen inside, what it replaces is not.
 */
function giveFiles(compose: ComposeFile, service: ComposeService, secrets: string, here: Surroundings): void {
  const give = (from: string, to: string) => {
    mkdirSync(dirname(to), { recursive: true });
    rmSync(to, { force: true });
    const text = readFileSync(from, 'utf8');
    const fitted = rewrite(text, here);
    if (fitted === text && from.startsWith(secrets)) linkSync(from, to);
    else writeFileSync(to, fitted, { mode: statSync(from).mode });
  };
  for (const name of service.secrets) {
    const from = compose.secrets[name]?.file.replace('./secrets', secrets) ?? '';
    give(from, here.paths.get(`/run/secrets/${name}`) ?? '');
  }
  for (const { source, target } of service.configs) {
    give(join(repository, compose.configs[source]?.file ?? ''), here.paths.get(target) ?? '');
  }
}
