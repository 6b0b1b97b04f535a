// Owns the check of the server on this data directory: ready, its version, its clock, and the work it is behind with.
import { api } from '@takt/model/api';
import type { Config } from '../../config.ts';
import { version } from '../../platform/version.ts';
import { addressOf, type RunningServer, runningServer } from '../installation/server.ts';
import type { Check, Finding } from './check.ts';
import { roundTrip, withClock } from './clock.ts';
import { isTaken } from './port.ts';
import { readinessOf } from './readiness.ts';

const backlogWarnSeconds = 3600;

export function serverCheck(config: Config): Check {
  const { host, port } = config.http;
  return {
    part: 'server',
    hint: 'see its log; the address stands in server.json in the data directory',
    async run() {
      const server = runningServer(config);
      if (server) return askServer(server);
      if (await isTaken(addressOf(host), port)) {
        return {
          verdict: 'fail',
          detail: `port ${port} is in use by another program`,
          hint: 'choose another TAKT_HTTP_PORT',
        };
      }
      return { verdict: 'warn', detail: 'none runs on this data directory', hint: 'start it with npm run serve' };
    },
  };
}

async function askServer(server: RunningServer): Promise<Finding> {
  const { url, pid } = server;
  const { status, parts } = await readinessOf(server);
  const about = await roundTrip(() => server.fetch(api.about.path));
  const metrics = await (await server.fetch('/metrics')).text();
  const backlogSeconds = metricOf(metrics, 'takt_fold_backlog_seconds');
  const dead = metricOf(metrics, 'takt_queue_jobs{state="dead"}');
  const unready = Object.entries(parts).filter(([, { ok }]) => !ok);
  const detail = [
    `${url}, process ${pid}, ${status}`,
    ...unready.map(([name, { reason = '' }]) => `${name}: ${reason}`),
    `fold ${Math.round(backlogSeconds)} s behind`,
    `${dead} dead jobs`,
  ].join(', ');
  const { latencyMs, at } = about;
  const judged: Finding = { ...judge(unready.length, backlogSeconds, dead), latencyMs, detail };
  // A process without the pages does not say of itself what it is.
  if (!about.answer.ok) return judged;
  const said = api.about.response.parse(await about.answer.json());
  const finding = withClock({ ...judged, version: said.version }, said.now - at);
  if (said.version === version || finding.verdict === 'fail') return finding;
  return { ...finding, verdict: 'warn', hint: `it runs ${said.version}, this command is ${version}: restart it` };
}

function judge(unready: number, backlogSeconds: number, dead: number): Pick<Finding, 'verdict' | 'hint'> {
  if (unready > 0) return { verdict: 'fail', hint: 'the parts above that fail say why' };
  if (dead > 0) return { verdict: 'warn', hint: 'takt jobs --dead shows what was given up and why' };
  if (backlogSeconds > backlogWarnSeconds) return { verdict: 'warn', hint: 'the fold is catching up; facts are late' };
  return { verdict: 'ok' };
}

function metricOf(text: string, name: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length + 1));
}
