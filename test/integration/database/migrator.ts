// Opens a database as a server does at its start, in a process of its own: `node migrator.ts <url>`; says when it has.
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { createLog } from '../../../server/src/platform/log/index.ts';

const database = await openDatabase({ url: process.argv[2] ?? '', log: createLog({ level: 'silent' }) });
await database.check();
process.stdout.write('opened\n');
await database.close();
