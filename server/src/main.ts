// The composition root: reads the configuration and starts what it asks for; with the files beside it the only place that chooses adapters.
import { startAlone } from './alone.ts';
import { type Config, readConfig } from './config.ts';
import { createLog, createRedaction, type Log, secretsIn } from './platform/log/index.ts';
import { createMetrics } from './platform/metrics/index.ts';
import { openDataDirectory } from './platform/process/data-directory.ts';
import { createShutdown, type Shutdown } from './platform/process/shutdown.ts';
import { readRegions } from './region/index.ts';
import { readTerms } from './registry/index.ts';
import { readRetrofitTerms } from './retrofit/terms.ts';
import { startShared } from './shared.ts';

const outcome = readConfig(process.env);
if (outcome.ok) await run(outcome.config);
else refuseToStart(outcome.errors);

function refuseToStart(errors: readonly string[]): void {
  process.stderr.write(`Takt does not start:\n${errors.map((error) => `  ${error}\n`).join('')}`);
  process.exitCode = 1;
}

async function run(config: Config): Promise<void> {
  const secrets = secretsIn(config);
  const log = createLog({ level: config.logLevel, pretty: process.stdout.isTTY === true, secrets });
  const shutdown = createShutdown(log);
  shutdown.onSignals();
  try {
    await start(config, log, shutdown);
  } catch (error) {
    await shutdown.run();
    refuseToStart([createRedaction(secrets)(error instanceof Error ? error.message : String(error))]);
    log.debug({ err: error }, 'start failed');
    process.exit(1);
  }
}

async function start(config: Config, log: Log, shutdown: Shutdown): Promise<void> {
  const metrics = createMetrics({ process: true });
  const directory = openDataDirectory(config.dataDirectory);
  shutdown.add('data directory', directory.release);
  const regions = await readRegions(config.regionsFile);
  const retrofit = await readRetrofitTerms(config.retrofitFile);
  const terms = await readTerms(config.registryDirectory);
  const process_ = { regions, retrofit, terms, config, directory, log, metrics, shutdown, clock: Date.now };
  if (config.redisUrl === undefined) await startAlone(process_);
  else await startShared(process_, config.redisUrl);
}
