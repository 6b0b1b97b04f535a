#!/usr/bin/env node
// The operator's tool, `takt`: run on the same settings as the server.
import { run } from './program.ts';
import { createTerminal } from './terminal/index.ts';

// Whoever reads only the beginning, as `| head` does, has got what was asked for.
process.stdout.on('error', () => process.exit());
process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  terminal: createTerminal(),
  clock: Date.now,
});
