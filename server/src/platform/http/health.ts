// Owns health for operators: alive, ready part by part, and metrics in the Prometheus text format.
import type { Express, Request } from 'express';
import type { Metrics } from '../metrics/index.ts';
import { isLoopbackHost } from './guard.ts';

/** Resolves when the part works; rejects with the reason why not. */
export type Check = () => Promise<void>;

const checkTimeoutMs = 2000;

export function bindHealth(app: Express, checks: Record<string, Check>, metrics: Metrics): void {
  app.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  app.get('/readyz', async (request, response) => {
    const parts = Object.fromEntries(
      await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const)),
    );
    if (!fromHere(request)) for (const part of Object.values(parts)) delete part.reason;
    const ready = Object.values(parts).every((part) => part.ok);
    response.set('Cache-Control', 'no-store').status(ready ? 200 : 503);
    response.json({ status: ready ? 'ready' : 'not_ready', parts });
  });
  app.get('/metrics', async (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .set('Content-Type', metrics.contentType)
      .send(await metrics.text());
  });
}

/** What a driver says of its part may name addresses and users: it is for who is on this machine, not for who comes through a proxy. */
function fromHere({ socket, headers }: Request): boolean {
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded;
  return forwarded === undefined && isLoopbackHost((socket.remoteAddress ?? '').replace(/^::ffff:/, ''));
}

async function outcomeOf(check: Check): Promise<{ ok: boolean; reason?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs);
  });
  try {
    await Promise.race([check(), late]);
    return { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
