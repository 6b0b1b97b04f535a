// Owns what stands here for each image of docker-compose.yml: the program it would run, and what its entry point does first.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-port.ts';
import { dynamicSecurityPlugin, findPostgres, findProgram } from '../requirements.ts';
import { argumentOf, environmentOf, execForm, lastStage, readDockerfile } from './dockerfile.ts';
import type { ComposeService } from './file.ts';
import { builtImage } from './layout.ts';
import { rewrite, type Surroundings } from './rewrite.ts';

export interface Identity {
  uid?: number;
  gid?: number;
}

export interface Place {
  /** As in the container; paths and ports are still to be rewritten. */
  command: string[];
  environment: Record<string, string>;
  /** Settings of the stand-in, as they are. */
  extra: Record<string, string>;
  directory: string;
  identity: Identity;
  healthCheck: string[] | (() => Promise<void>);
}

export interface Image {
  ports: readonly number[];
  /** Files of the image → where their like lies here. */
  paths?: ReadonlyMap<string, string>;
  identity(service: ComposeService): Identity;
  place(given: { service: ComposeService; here: Surroundings }): Promise<Place>;
}

const searchPath = [...new Set(['/usr/sbin', ...(process.env.PATH ?? '').split(':'), '/usr/local/sbin'])].join(':');

/** By the first part of its name; throws for one that nothing stands for. */
export function imageOf(service: ComposeService): Image {
  const name = service.image.split(':')[0] ?? '';
  const image = images[name];
  if (!image) throw new Error(`nothing stands here for the image ${service.image}`);
  return image;
}

/** The user of the service where the tests may become another; else whoever runs the tests. */
function asGiven(service: ComposeService): Identity {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = service.user.split(':').map(Number);
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

/** PostgreSQL wants to find its user's name; then it is the one its package made. */
function postgresUser(): Identity {
  if (process.getuid?.() !== 0) return {};
  const id = (which: '-u' | '-g') => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The service's health check as Docker would run it; for one that has none, a command that fails. */
function healthCheckOf(service: ComposeService): string[] {
  if (!('test' in service.healthcheck)) return ['false'];
  const [kind, ...words] = service.healthcheck.test;
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
}

/** An image whose entry point only runs its command. */
function plain(ports: readonly number[]): Image {
  return {
    ports,
    identity: asGiven,
    async place({ service }) {
      return {
        directory: '/',
        identity: asGiven(service),
        command: service.command ?? [],
        environment: service.environment,
        extra: { PATH: searchPath },
        healthCheck: healthCheckOf(service),
      };
    },
  };
}

const postgres: Image = {
  ports: [5432],
  identity: postgresUser,
  async place({ service, here }) {
    const programs = findPostgres() ?? '';
    const data = '/var/lib/postgresql/data';
    const identity = postgresUser();
    const directory = here.paths.get(data) ?? '';
    if (!existsSync(join(directory, 'PG_VERSION'))) await setUpPostgres(service, here, directory, identity);
    const port = here.ports.get(`${here.service}:5432`);
    return {
      directory: '/',
      identity,
      command: [
        ...(service.command ?? []),
        ...['-D', data, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=/var/run/postgresql'],
      ],
      environment: {},
      extra: { PATH: `${programs}:${searchPath}`, PGPORT: String(port) },
      healthCheck: healthCheckOf(service),
    };
  },
};

/** As the image's entry point does on an empty volume: a cluster, its owner's password, the database. */
async function setUpPostgres(service: ComposeService, here: Surroundings, data: string, identity: Identity) {
  const programs = findPostgres() ?? '';
  const { POSTGRES_USER = '', POSTGRES_DB = '', POSTGRES_PASSWORD_FILE = '' } = service.environment;
  const given = (service.environment.POSTGRES_INITDB_ARGS ?? '').split(' ');
  const args = ['-D', data, `--username=${POSTGRES_USER}`, `--pwfile=${rewrite(POSTGRES_PASSWORD_FILE, here)}`];
  await promisify(execFile)(join(programs, 'initdb'), [...args, ...given], { cwd: '/', ...identity });
  const single = spawn(join(programs, 'postgres'), ['--single', '-D', data, 'postgres'], { cwd: '/', ...identity });
  single.stdin.end(`create database ${POSTGRES_DB};\n`);
  const [code] = await once(single, 'exit');
  if (code !== 0) throw new Error(`postgres --single ended with ${code}`);
}

/** InfluxDB 2.x is in no package here; Debian's 1.6 takes its place, with neither its set-up nor its token. */
const influxdb: Image = {
  ports: [8086],
  identity: asGiven,
  async place({ service, here }) {
    const data = here.paths.get('/var/lib/influxdb2') ?? '';
    const url = `127.0.0.1:${here.ports.get(`${here.service}:8086`)}`;
    return {
      directory: '/',
      identity: asGiven(service),
      command: [findProgram('influxd') ?? 'influxd', 'run', '-config', '/dev/null'],
      environment: {},
      extra: {
        HOME: data,
        PATH: searchPath,
        INFLUXDB_REPORTING_DISABLED: 'true',
        INFLUXDB_BIND_ADDRESS: `127.0.0.1:${await freePort()}`,
        INFLUXDB_HTTP_BIND_ADDRESS: url,
        INFLUXDB_META_DIR: join(data, 'meta'),
        INFLUXDB_DATA_DIR: join(data, 'data'),
        INFLUXDB_DATA_WAL_DIR: join(data, 'wal'),
      },
      // The client of 1.6 is another package and knows no `ping`.
      async healthCheck() {
        const answer = await fetch(`http://${url}/ping`);
        if (!answer.ok) throw new Error(`/ping answered ${answer.status}`);
      },
    };
  },
};

/** An image of our own: laid out from its Dockerfile, started as that says. */
function ours(dockerfile: string): Image {
  const stage = lastStage(readDockerfile(dockerfile));
  return {
    ports: (argumentOf(stage, 'EXPOSE') ?? '').split(' ').filter(Boolean).map(Number),
    identity: asGiven,
    async place({ service }) {
      const directory = await builtImage(dockerfile);
      return {
        directory,
        identity: asGiven(service),
        command: [...execForm(stage, 'ENTRYPOINT'), ...(service.command ?? execForm(stage, 'CMD'))],
        environment: { ...environmentOf(stage), ...service.environment },
        extra: { PATH: `${join(dirname(directory), 'usr/local/bin')}:${searchPath}` },
        healthCheck: healthCheckOf(service),
      };
    },
  };
}

const images: Record<string, Image> = {
  'eclipse-mosquitto': {
    ...plain([1883, 8883, 8884]),
    paths: new Map([['/usr/lib/mosquitto_dynamic_security.so', dynamicSecurityPlugin()]]),
  },
  redis: plain([6379]),
  postgres,
  influxdb,
  takt: ours('Dockerfile'),
  'takt-edge-agent': ours('edge-agent/Dockerfile'),
};
