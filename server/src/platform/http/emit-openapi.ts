// Writes or checks the committed OpenAPI document: `node emit-openapi.ts --write|--check <file>`.
import { readFileSync, writeFileSync } from 'node:fs';
import { version } from '../version.ts';
import { openApiDocument } from './openapi.ts';

const [mode, file] = process.argv.slice(2);
if (!file || (mode !== '--write' && mode !== '--check')) {
  process.stderr.write('usage: emit-openapi.ts --write|--check <file>\n');
  process.exit(2);
}
const text = `${JSON.stringify(openApiDocument(version), null, 2)}\n`;
if (mode === '--write') writeFileSync(file, text);
else if (current(file) !== text) {
  process.stderr.write(`${file} does not match the contract: run emit-openapi.ts --write ${file}\n`);
  process.exit(1);
}

function current(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
