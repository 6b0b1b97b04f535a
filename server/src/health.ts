// The health check of a container: `node server/src/health.ts <healthz|readyz>` ends with 0 where the server answers that well.
const path = process.argv[2] ?? 'healthz';
const port = process.env.TAKT_HTTP_PORT || '8080';

try {
  const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(4000) });
  process.stdout.write(`${await answer.text()}\n`);
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`no answer on port ${port}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
