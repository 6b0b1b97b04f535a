// Owns handing a secret to whoever carries it to its device: on the terminal once, or in files nobody else can read.
import { rmSync, writeFileSync } from 'node:fs';
import type { IssuedCredential } from '@takt/model/devices';
import type { Cli } from '../cli.ts';
import type { Terminal } from '../terminal/index.ts';

export interface HandingOut {
  out?: string;
  json?: boolean;
}

/** Makes sure of the file before there is anything to lose, and leaves none where nothing came of it. */
export async function handOut(
  { terminal }: Pick<Cli, 'terminal'>,
  { out, json = false }: HandingOut,
  work: () => Promise<IssuedCredential>,
): Promise<void> {
  if (out !== undefined) writeSecret(out, '', 'wx');
  let issued: IssuedCredential;
  try {
    issued = await work();
  } catch (error) {
    if (out !== undefined) rmSync(out, { force: true });
    throw error;
  }
  if (issued.credential.broker === 'pending')
    terminal.note('the broker has not been told yet; a running server tells it as soon as it is in reach');
  if (out !== undefined) writeFiles(out, issued);
  if (json)
    terminal.sayJson(out === undefined ? issued : { method: issued.method, credential: issued.credential, out });
  else if (out === undefined) show(terminal, issued);
  else terminal.say(`${issued.credential.username}: ${issued.method} written to ${out}`);
}

function writeSecret(path: string, text: string, flag: 'w' | 'wx' = 'w'): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new Error(exists ? `${path} is there already` : `${path} cannot be written: ${error}`);
  }
}

/** A password in one file; of a certificate its key there, and beside it what is no secret. */
function writeFiles(out: string, issued: IssuedCredential): void {
  if (issued.method === 'password') {
    writeSecret(out, `${issued.secret}\n`);
    return;
  }
  writeSecret(out, issued.key ?? issued.certificate);
  if (issued.key !== null) writeFileSync(`${out}.crt`, issued.certificate);
  writeFileSync(`${out}.ca.crt`, issued.authority);
}

function show(terminal: Terminal, issued: IssuedCredential): void {
  const { username } = issued.credential;
  if (issued.method === 'password') {
    terminal.note(`user ${username}, password (shown this once):`);
    terminal.say(issued.secret);
    return;
  }
  terminal.note(`user ${username}, certificate${issued.key === null ? '' : ' and key (shown this once)'}, authority:`);
  terminal.say([issued.certificate, issued.key ?? '', issued.authority].join(''));
}
