// `npm run check:licences`: fails where a package in package-lock.json is under a licence that is not allowed, or an exception is not needed.
import { resolve } from 'node:path';
import { judge } from './licences.ts';
import { lockedPackages } from './lock-file.ts';

const packages = lockedPackages(resolve(import.meta.dirname, '../package-lock.json'));
const { refused, stale } = judge(packages);
for (const line of refused) console.error(line);
for (const name of stale) console.error(`the exception ${name} in supply-chain/licences.ts is needed by no package`);
if (refused.length + stale.length > 0) process.exitCode = 1;
else console.log(`${packages.length} packages, all under licences that are allowed`);
