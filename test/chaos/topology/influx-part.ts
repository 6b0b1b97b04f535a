// Owns InfluxDB as a part of a topology: on one port and directory through all its deaths.
import type { InfluxConfig } from '../../../server/src/platform/telemetry-store/adapters/influx/index.ts';
import { startInfluxDb } from '../../harness/influxdb.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import type { Part } from './part.ts';

export interface InfluxPart extends Part {
  readonly url: string;
  /** As a server finds it. */
  readonly config: InfluxConfig;
  /** Ends it and removes its directory. */
  stop(): Promise<void>;
}

export async function startInfluxPart(): Promise<InfluxPart> {
  const directory = await createTempDirectory('influxdb');
  let running = await startInfluxDb({ directory: directory.path });
  const { url, port } = running;
  return {
    name: 'influxdb',
    url,
    config: {
      url,
      database: 'takt',
      org: undefined,
      token: undefined,
      user: undefined,
      password: undefined,
      rawDays: 400,
      minuteDays: 1100,
    },
    kill: () => running.kill(),
    async comeBack() {
      running = await startInfluxDb({ directory: directory.path, port });
    },
    pause: () => running.pause(),
    resume: () => running.resume(),
    async stop() {
      await running.stop();
      await directory.remove();
    },
  };
}
