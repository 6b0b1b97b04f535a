// The health check of a container: `node server/src/health.ts <healthz|readyz>` ends with 0 where the server answers that well.
import { get as getPlain } from 'node:http';
import { get as getTls } from 'node:https';

const path = process.argv[2] ?? 'healthz';
const port = process.env.TAKT_HTTP_PORT || '8080';
const tls = Boolean(process.env.TAKT_HTTP_TLS_CERT || process.env.TAKT_HTTP_TLS_CERT_FILE);

try {
  const { status, text } = await ask();
  process.stdout.write(`${text}\n`);
  process.exitCode = status === 200 ? 0 : 1;
} catch (error) {
  process.stdout.write(`no answer on port ${port}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Over TLS whatever certificate there is will do: nothing is said to it but the path, and it is this machine. */
function ask(): Promise<{ status: number | undefined; text: string }> {
  const options = { host: '127.0.0.1', port, path: `/${path}`, signal: AbortSignal.timeout(4000) };
  return new Promise((resolve, reject) => {
    const sent = tls ? getTls({ ...options, rejectUnauthorized: false }) : getPlain(options);
    sent.on('error', reject).on('response', (answer) => {
      answer.setEncoding('utf8');
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('error', reject).on('end', () => resolve({ status: answer.statusCode, text }));
    });
  });
}
