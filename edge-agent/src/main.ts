// Owns the start and the end of an edge agent as a program: its arguments, its signals, its exit codes.
import { type Agent, startAgent } from './agent.ts';
import { readConfig } from './config.ts';
import { createDriver } from './drivers/index.ts';
import { createLog } from './log.ts';
import { DirectoryInUse } from './outbox/index.ts';

const help = `An edge agent of Takt: reads machines, keeps what they say on disk, sends it to the platform.

  npm run agent -- <config.yaml>
  npm run agent -- --help

config/agent.example.yaml explains every setting. The environment overrides some of them:

  TAKT_MQTT_URL    the broker instead of mqtt.url
  TAKT_MQTT_USERNAME, TAKT_MQTT_PASSWORD_FILE, TAKT_MQTT_CA_FILE
                   instead of mqtt.username, mqtt.passwordFile, mqtt.caFile
  TAKT_MQTT_CERT_FILE, TAKT_MQTT_KEY_FILE
                   instead of mqtt.certFile, mqtt.keyFile
  TAKT_DATA_DIR    where the outbox lies instead of dataDir
  TAKT_LOG_LEVEL   trace, debug, info (default), warn, error, fatal or silent
  TAKT_DEMONSTRATION_PROGRESS_URL
                   where the progress of simulated history is posted
  TAKT_DEMONSTRATION_PROGRESS_TOKEN
                   API token it is posted with

SIGTERM or SIGINT ends it in order; a second one at once. Exit codes: 0 after such an end, 1 when it cannot go on,
2 when the arguments or the configuration are wrong.
`;

async function main(args: readonly string[]): Promise<void> {
  const [path, ...rest] = args;
  if (path === '--help' || path === '-h') {
    process.stdout.write(help);
    return;
  }
  if (path === undefined || path.startsWith('-') || rest.length > 0)
    return refuse([`usage: npm run agent -- <config.yaml>`]);
  const outcome = await readConfig(path, process.env);
  if (!outcome.ok)
    return refuse([
      `The agent does not start: ${path} is not in order.`,
      ...outcome.errors.map((error) => `  ${error}`),
    ]);
  const log = createLog({ level: outcome.config.logLevel, readable: process.stdout.isTTY });
  try {
    const drivers = outcome.config.drivers.map((settings) => createDriver(settings, log));
    const agent = await startAgent(outcome.config, drivers, log);
    stopOnSignals(agent, (signal) => log.info({ signal }, 'stopping'));
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function refuse(lines: string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exitCode = 2;
}

function stopOnSignals(agent: Agent, onStop: (signal: NodeJS.Signals) => void): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    onStop(signal);
    await agent.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

await main(process.argv.slice(2));
