// A member in a process of its own, so that a test can kill or stop it: `node member.ts <url> <name> <settings> <names>`. Says what
// it gains and loses, and when it begins to doubt that what it holds is still its own.
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLeases, type LeaseSettings } from '../../../server/src/platform/leases/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../server/src/platform/metrics/index.ts';

const [url = '', member = '', settings = '{}', names = ''] = process.argv.slice(2);
const log = createLog({ level: 'silent' });
const weights = new Map(names.split(',').map((name) => [name, 1] as const));
const say = async (what: string, name: string) => void process.stdout.write(`${what} ${name}\n`);
const leases = createLeases({
  database: await openDatabase({ url, log }),
  kind: 'site',
  member,
  names: () => weights,
  onGain: (name) => say('gained', name),
  onLose: (name) => say('lost', name),
  settings: JSON.parse(settings) as LeaseSettings,
  log,
  metrics: createMetrics(),
});
const doubted = new Set<string>();
setInterval(() => {
  for (const name of leases.held()) {
    if (leases.certain(name)) doubted.delete(name);
    else if (!doubted.has(name)) {
      doubted.add(name);
      void say('doubts', name);
    }
  }
}, 1);
await leases.start();
