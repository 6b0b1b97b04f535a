// Owns the load of the chaos suite: one agent per site, each a process with an outbox on disk, killed and started again.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Child, startSource } from '../../harness/child.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';
import { machinesOf, type Site, sites } from '../plant.ts';
import type { Part } from '../topology/part.ts';
import type { AgentSettings } from './agent.ts';
import { committed } from './driver.ts';
import type { Story } from './messages.ts';

export interface LoadAgent extends Part {
  readonly site: Site;
  /** The highest offset it has heard to be committed; -1: none. */
  heard(): Promise<number>;
  /** What its outbox keeps account of. */
  progress(): Promise<Progress>;
  /** Messages of each machine, once all of them are committed. */
  done(): number | undefined;
  output(): string;
  stop(): Promise<void>;
}

export interface Load {
  readonly agents: readonly LoadAgent[];
  /** Lets the machines fall silent. */
  finish(): Promise<void>;
  /** Resolves when everything they said is committed, with the messages of each machine by site. */
  committed(limitMs: number): Promise<Record<Site, number>>;
  stop(): Promise<void>;
}

const progressSchema = z.object({ evicted: z.int(), refused: z.int() });
type Progress = z.output<typeof progressSchema>;
const nothingYet: Progress = { evicted: 0, refused: 0 };

/** `rate`: messages a second of all sites together. `most`: messages of each machine at which it ends by itself. */
export async function startLoad(options: {
  story: Story;
  mqttUrl: string;
  rate: number;
  most: Readonly<Record<Site, number>>;
}): Promise<Load> {
  const { story, mqttUrl, rate, most } = options;
  const temp = await createTempDirectory('chaos-agents');
  const finishFile = join(temp.path, 'finish');
  const beganAt = Date.now();
  const agents = await Promise.all(
    sites.map((site) => {
      const load = {
        story,
        machines: machinesOf(site),
        rate: rate / sites.length,
        beganAt,
        most: most[site],
        finishFile,
        heardFile: join(temp.path, `${site}.heard`),
      };
      return startLoadAgent({ site, node: 'edge', mqttUrl, directory: join(temp.path, site), load });
    }),
  );
  return {
    agents,
    finish: () => writeFile(finishFile, ''),
    async committed(limitMs) {
      const done = (agent: LoadAgent) => until(agent.done, { what: `the commit of all of ${agent.name}`, limitMs });
      const counts = await Promise.all(agents.map(async (agent) => [agent.site, await done(agent)] as const));
      return Object.fromEntries(counts) as Record<Site, number>;
    },
    async stop() {
      await Promise.all(agents.map((agent) => agent.stop()));
      await temp.remove();
    },
  };
}

async function startLoadAgent(settings: AgentSettings & { site: Site }): Promise<LoadAgent> {
  const { site, directory, load } = settings;
  const file = `${directory}.json`;
  await writeFile(file, JSON.stringify(settings));
  const spawn = () => startSource('test/chaos/load/agent.ts', [file]);
  let child: Child = spawn();
  return {
    name: `agent-${site}`,
    site,
    async heard() {
      const text = await readFile(load.heardFile, 'utf8').catch(() => undefined);
      return text === undefined ? -1 : Number(text);
    },
    async progress() {
      const text = await readFile(join(directory, 'progress.json'), 'utf8').catch(() => undefined);
      return text === undefined ? nothingYet : progressSchema.parse(JSON.parse(text));
    },
    done() {
      const line = child
        .output()
        .split('\n')
        .find((text) => text.includes(committed));
      return line === undefined ? undefined : Number(JSON.parse(line).messages);
    },
    output: () => child.output(),
    kill: () => child.kill(),
    async comeBack() {
      child = spawn();
    },
    pause: () => child.pause(),
    resume: () => child.resume(),
    async stop() {
      await child.stop();
    },
  };
}
