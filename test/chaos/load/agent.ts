// An edge agent of the chaos suite, a process of its own: `node agent.ts <settings.json>`. All of it is the real agent but its driver.
import { readFile } from 'node:fs/promises';
import { startAgent } from '../../../edge-agent/src/agent.ts';
import { createLog } from '../../../edge-agent/src/log.ts';
import { createStoryDriver, type LoadSettings } from './driver.ts';

export interface AgentSettings {
  site: string;
  node: string;
  mqttUrl: string;
  /** Where the outbox lies. */
  directory: string;
  load: LoadSettings;
}

const { site, node, mqttUrl, directory, load }: AgentSettings = JSON.parse(
  await readFile(process.argv[2] ?? '', 'utf8'),
);
const log = createLog({ level: 'info', readable: false });
const agent = await startAgent(
  {
    site,
    node,
    dataDirectory: directory,
    mqtt: { url: mqttUrl, clientId: `takt-${site}-${node}`, version: '3.1.1' },
    primaryHost: 'takt',
    outbox: { maxBytes: 2 ** 30, whenFull: 'drop_oldest' },
    lifeSignMs: 60_000,
    progress: undefined,
  },
  [createStoryDriver(load, log)],
  log,
);
process.on('SIGTERM', async () => {
  await agent.stop();
  process.exit(0);
});
