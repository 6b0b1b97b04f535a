// Owns `takt doctor`: every part of the installation asked, a verdict for each.
import { Command } from 'commander';
import type { Config } from '../../config.ts';
import type { Cli } from '../cli.ts';
import { configFrom } from '../installation/config.ts';
import { formatTable } from '../terminal/table.ts';
import { brokerCheck } from './broker.ts';
import { type Check, type PartFinding, runCheck } from './check.ts';
import { credentialsCheck } from './credentials.ts';
import { dataDirectoryCheck } from './data-directory.ts';
import { duckDbCheck } from './duckdb.ts';
import { influxCheck } from './influxdb.ts';
import { postgresCheck } from './postgres.ts';
import { redisCheck } from './redis.ts';
import { serverCheck } from './server.ts';
import { sqliteCheck } from './sqlite.ts';

export function doctorCommand(cli: Cli): Command {
  return new Command('doctor')
    .description('ask every part: reached, version, round trip, clock, room on the disk; exit code 1 where one fails')
    .option('--json', 'for a machine')
    .action(({ json = false }: { json?: boolean }) => doctor(cli, json));
}

async function doctor({ environment, terminal, fail, clock }: Cli, json: boolean): Promise<void> {
  const config = configFrom(environment);
  const findings = await Promise.all(checksOf(config, clock).map((check) => runCheck(check, config)));
  const failed = findings.some(({ verdict }) => verdict === 'fail');
  if (failed) fail();
  if (json) return terminal.sayJson({ ok: !failed, findings });
  terminal.say(formatTable(['', 'part', 'version', 'round trip', 'clock', ''], findings.map(rowOf)));
  for (const { part, verdict, hint } of findings) {
    if (hint !== undefined && verdict !== 'ok') terminal.say(`${part}: ${hint}`);
  }
}

function checksOf(config: Config, clock: () => number): Check[] {
  return [
    dataDirectoryCheck(config),
    config.databaseUrl === undefined ? sqliteCheck(config) : postgresCheck(config.databaseUrl),
    config.influx === undefined ? duckDbCheck(config) : influxCheck(config.influx),
    brokerCheck(config),
    credentialsCheck(config, clock),
    ...(config.redisUrl === undefined ? [] : [redisCheck(config.redisUrl)]),
    serverCheck(config),
  ];
}

function rowOf({ verdict, part, version = '', latencyMs, skewMs, detail }: PartFinding): string[] {
  const latency = latencyMs === undefined ? '' : `${latencyMs.toFixed(1)} ms`;
  const skew = skewMs === undefined ? '' : `${skewMs > 0 ? '+' : ''}${skewMs} ms`;
  return [verdict, part, version, latency, skew, detail.replace(/\s+/g, ' ')];
}
