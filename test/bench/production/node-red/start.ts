// Owns a Node-RED of the comparison: headless, on loopback, with a user directory of its own.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../../../harness/child.ts';
import { freePort } from '../../../harness/free-port.ts';
import { createTempDirectory } from '../../../harness/temp.ts';
import { until } from '../../../harness/until.ts';
import { type FlowOptions, flowOf } from './flow.ts';
import { installNodeRed } from './install.ts';

export interface NodeRed {
  pid: number;
  output(): string;
  stop(): Promise<void>;
}

/** Resolves when it is connected to the broker. */
export async function startNodeRed(options: FlowOptions): Promise<NodeRed> {
  const installed = await installNodeRed();
  const directory = await createTempDirectory('node-red');
  const settings = {
    userDir: directory.path,
    nodesDir: join(installed, 'node_modules/node-red-contrib-influxdb'),
    flowFile: 'flows.json',
    uiHost: '127.0.0.1',
    uiPort: await freePort(),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false },
    logging: { console: { level: 'info', metrics: false, audit: false } },
  };
  const file = join(directory.path, 'settings.js');
  await writeFile(file, `module.exports = ${JSON.stringify(settings)};\n`);
  await writeFile(join(directory.path, 'flows.json'), JSON.stringify(flowOf(options)));
  const child = startChild(process.execPath, [join(installed, 'node_modules/node-red/red.js'), '--settings', file]);
  await until(
    () => {
      if (child.exitCode !== null) throw new Error(`Node-RED ended: ${child.output()}`);
      return child.output().includes('Connected to broker');
    },
    { what: 'Node-RED' },
  );
  return {
    pid: child.pid,
    output: child.output,
    async stop() {
      // After a write it cannot finish it does not end by itself.
      await child.stop(5000);
      await directory.remove();
    },
  };
}
