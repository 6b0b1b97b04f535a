// Owns ending the process: parts are closed in the reverse order of their opening, within a time limit.
import type { Log } from '../log/index.ts';

export interface Shutdown {
  /** `close` runs when the process ends, before everything registered earlier. */
  add(name: string, close: () => Promise<void> | void): void;
  /** Closes everything; a part that fails does not keep the others open. Answers whether all went well. */
  run(): Promise<boolean>;
  /** Ends the process on SIGTERM, SIGINT, and on an error nobody caught. A second signal ends it at once. */
  onSignals(): void;
}

export function createShutdown(log: Log, limitMs = 20_000): Shutdown {
  const parts: { name: string; close: () => Promise<void> | void }[] = [];
  let running: Promise<boolean> | undefined;

  async function closeAll(): Promise<boolean> {
    let clean = true;
    for (const { name, close } of parts.reverse()) {
      try {
        await close();
        log.debug({ part: name }, 'closed');
      } catch (error) {
        clean = false;
        log.error({ err: error, part: name }, 'could not be closed');
      }
    }
    return clean;
  }

  function run(): Promise<boolean> {
    running ??= closeAll();
    return running;
  }

  async function end(code: number): Promise<void> {
    const limit = setTimeout(() => {
      log.fatal({ limitMs }, 'shutdown took too long');
      process.exit(1);
    }, limitMs);
    const clean = await run();
    clearTimeout(limit);
    log.info('stopped');
    process.exit(clean ? code : 1);
  }

  return {
    add: (name, close) => void parts.push({ name, close }),
    run,
    onSignals() {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.on(signal, () => {
          if (running) process.exit(1);
          log.info({ signal }, 'stopping');
          void end(0);
        });
      }
      process.on('uncaughtException', (error) => {
        log.fatal({ err: error }, 'an error nobody caught; stopping');
        if (!running) void end(1);
      });
    },
  };
}
