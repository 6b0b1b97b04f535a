// Owns `takt check`: what the configuration says, or everything that is wrong with it.
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Config, readConfig } from '../config.ts';
import type { Cli } from './cli.ts';
import { registryFile, telemetryDirectory } from './installation/parts.ts';
import { maskUrl } from './terminal/mask.ts';
import { bytes } from './terminal/text.ts';

export function checkCommand(cli: Cli): Command {
  return new Command('check')
    .description('check the configuration: which parts it results in, or everything that is wrong with it')
    .option('--json', 'for a machine')
    .action(({ json = false }: { json?: boolean }) => {
      const outcome = readConfig(cli.environment);
      if (!outcome.ok) cli.fail();
      if (json) cli.terminal.sayJson(outcome.ok ? { ok: true, ...describe(outcome.config) } : outcome);
      else if (outcome.ok) for (const line of linesOf(describe(outcome.config))) cli.terminal.say(line);
      else for (const error of outcome.errors) cli.terminal.note(error);
    });
}

type Description = ReturnType<typeof describe>;

function describe(config: Config) {
  const { influx, databaseUrl, redisUrl, mqtt } = config;
  const outside = [influx, databaseUrl, redisUrl, mqtt.url].filter((part) => part !== undefined).length;
  return {
    profile: outside === 0 ? 'embedded' : outside === 4 ? 'production' : 'mixed',
    roles: [...config.roles],
    instance: config.instance,
    dataDirectory: config.dataDirectory,
    http: describeHttp(config),
    broker: mqtt.url === undefined ? `embedded, ${mqtt.host}:${mqtt.port}` : maskUrl(mqtt.url),
    database:
      databaseUrl === undefined
        ? `SQLite, ${join(config.dataDirectory, registryFile)}`
        : `PostgreSQL, ${maskUrl(databaseUrl)}`,
    telemetryStore:
      influx === undefined
        ? `DuckDB, ${join(config.dataDirectory, telemetryDirectory)}`
        : `InfluxDB, ${maskUrl(influx.url)}, ${influx.database}; raw ${kept(influx.rawDays)}, minutes ${kept(influx.minuteDays)}`,
    queue: redisUrl === undefined ? 'in process' : `BullMQ, ${maskUrl(redisUrl)}`,
    spool: `at most ${bytes(config.spoolMaxBytes)}`,
    plantFile: config.plantFile ?? null,
    logLevel: config.logLevel,
    demonstration: config.demonstration,
  };
}

function describeHttp({ http: { host, port, tls, trustProxy, publicUrl } }: Config): string {
  const proxies = typeof trustProxy === 'number' ? `${trustProxy} in front` : trustProxy?.join(', ');
  return [
    `${host}:${port}`,
    tls ? `TLS, certificate until ${new X509Certificate(tls.cert).validTo}` : 'without TLS',
    ...(proxies === undefined ? [] : [`believes proxies: ${proxies}`]),
    ...(publicUrl === undefined ? [] : [`as ${publicUrl}`]),
  ].join('; ');
}

function kept(days: number): string {
  return days === 0 ? 'for ever' : `${days} days`;
}

const titles: Record<keyof Description, string> = {
  profile: 'profile',
  roles: 'roles',
  instance: 'instance',
  dataDirectory: 'data directory',
  http: 'HTTP',
  broker: 'broker',
  database: 'database',
  telemetryStore: 'telemetry store',
  queue: 'queue',
  spool: 'spool',
  plantFile: 'plant file',
  logLevel: 'log level',
  demonstration: 'demonstration',
};

function linesOf(description: Description): string[] {
  return Object.entries(titles).map(([key, title]) => {
    const value = description[key as keyof Description] ?? 'none';
    return `${title.padEnd(16)} ${Array.isArray(value) ? value.join(', ') : value}`;
  });
}
