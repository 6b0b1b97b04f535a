// `npm run sbom [-- <file>]`: writes the list of components to a file, or to standard output.
import { writeFileSync } from 'node:fs';
import { createSbom } from './sbom.ts';

const [file] = process.argv.slice(2);
const text = `${JSON.stringify(createSbom(), undefined, 2)}\n`;
if (file === undefined) process.stdout.write(text);
else writeFileSync(file, text);
