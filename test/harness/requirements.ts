// Owns what tests need from the machine they run on: a visible skip where it is missing, a failure with TAKT_REQUIRE_ALL=1.
import { accessSync, constants, existsSync, globSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { describe, it } from 'vitest';
import { canMount } from './tmpfs.ts';

export interface Requirements {
  /** Mosquitto, as `mosquitto` on the PATH or in /usr/sbin. */
  mosquitto?: boolean;
  /** Its dynamic-security plugin, which Debian's package brings along. */
  dynamicSecurity?: boolean;
  /** The command line clients `mosquitto_pub` and `mosquitto_sub`. */
  mosquittoClients?: boolean;
  /** PostgreSQL's programs, as the Debian package postgresql installs them or on the PATH. */
  postgres?: boolean;
  /** Redis, as `redis-server` on the PATH or in /usr/sbin (Debian: redis-server). */
  redis?: boolean;
  /** InfluxDB 1.x, as `influxd` (Debian package influxdb). */
  influxdb?: boolean;
  /** VictoriaMetrics, as `victoria-metrics` (Debian package victoria-metrics). */
  victoriaMetrics?: boolean;
  /** The `openssl` command, 3 or newer. */
  openssl?: boolean;
  /** Chromium; its path may be given as TAKT_CHROMIUM. */
  chromium?: boolean;
  /** The right to mount a file system of its own: root's, where the container lets it. */
  mount?: boolean;
  /** Folder of recordings and worked examples that are not part of the repository. */
  sharedData?: string;
}

/** Where recordings that are not part of the repository lie: `TAKT_SHARED_DATA`, default `../shared/data`. */
export function sharedData(...path: string[]): string {
  return resolve(process.env.TAKT_SHARED_DATA ?? '../shared/data', ...path);
}

export function findProgram(...names: string[]): string | undefined {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const candidates = names.flatMap((name) =>
    name.includes('/') ? [name] : directories.map((directory) => join(directory, name)),
  );
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return existsSync(path);
    } catch {
      return false;
    }
  });
}

/** Directory of PostgreSQL's own programs, which Debian keeps off the PATH; the newest version where there are several. */
export function findPostgres(): string | undefined {
  const version = (directory: string) => Number.parseFloat(directory.split('/')[4] ?? '');
  const installed = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => version(b) - version(a));
  const initdb = findProgram(...installed.map((directory) => join(directory, 'initdb')), 'initdb');
  return initdb && dirname(initdb);
}

/** The plugin's file; empty where it is not installed. */
export function dynamicSecurityPlugin(): string {
  return globSync('/usr/lib/{,*/}mosquitto_dynamic_security.so')[0] ?? '';
}

export function findChromium(): string | undefined {
  return findProgram(process.env.TAKT_CHROMIUM ?? '/usr/bin/chromium', 'chromium', 'chromium-browser', 'google-chrome');
}

function missing(needs: Requirements): string[] {
  const found: string[] = [];
  if (needs.mosquitto && !findProgram('mosquitto')) found.push('mosquitto');
  if (needs.dynamicSecurity && !dynamicSecurityPlugin()) found.push('mosquitto_dynamic_security.so');
  if (needs.mosquittoClients && !findProgram('mosquitto_pub')) found.push('mosquitto_pub');
  if (needs.postgres && !findPostgres()) found.push('postgresql');
  if (needs.redis && !findProgram('redis-server')) found.push('redis-server');
  if (needs.influxdb && !findProgram('influxd')) found.push('influxd (Debian package influxdb)');
  if (needs.victoriaMetrics && !findProgram('victoria-metrics')) found.push('victoria-metrics');
  if (needs.openssl && !findProgram('openssl')) found.push('openssl');
  if (needs.chromium && !findChromium()) found.push('chromium');
  if (needs.mount && !canMount()) found.push('the right to mount a tmpfs (root)');
  if (needs.sharedData && !existsSync(sharedData(needs.sharedData))) found.push(`the data "${needs.sharedData}"`);
  return found;
}

/** `describe` for tests that need something this machine may not have. */
export function describeWith(needs: Requirements, name: string, body: () => void): void {
  const absent = missing(needs);
  if (absent.length === 0) {
    describe(name, body);
  } else if (process.env.TAKT_REQUIRE_ALL === '1') {
    it(`${name}: needs ${absent.join(' and ')}`, () => {
      throw new Error(`${absent.join(' and ')} not found on this machine, and TAKT_REQUIRE_ALL=1 allows no skipping`);
    });
  } else {
    describe.skip(`${name} (skipped: ${absent.join(' and ')} not found)`, body);
  }
}
