// The health check of a container: `node edge-agent/src/health.ts` ends with 0 where an agent on TAKT_DATA_DIR is alive. One whose
// broker is away is: it keeps what its machines say.
import { isAlive } from './heartbeat.ts';

const directory = process.env.TAKT_DATA_DIR;
if (!directory) process.stderr.write('TAKT_DATA_DIR must say where the outbox lies\n');
process.exitCode = directory && (await isAlive(directory, Date.now())) ? 0 : 1;
