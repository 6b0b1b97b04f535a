// Owns a started HTTP server for tests: real sockets on a free port, handlers replaced one by one.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api, type RouteName } from '@takt/model/api';
import { system } from '../../../../../server/src/platform/caller.ts';
import {
  type Check,
  createHttp,
  type Handlers,
  type HttpAccess,
  type HttpOptions,
} from '../../../../../server/src/platform/http/index.ts';
import { createLog } from '../../../../../server/src/platform/log/index.ts';
import { createMetrics } from '../../../../../server/src/platform/metrics/index.ts';
import { done, refuse } from '../../../../../server/src/platform/outcome.ts';

/** Everybody is the server itself: what HTTP does with an answer is tested here, not who may have it. */
const access: HttpAccess = {
  identify: async () => done(system),
  admit: () => undefined,
  permit: () => undefined,
  disclose: async () => {},
};

export interface StartedHttp {
  url: string;
  web: string;
  http: ReturnType<typeof createHttp>;
  close(): Promise<void>;
}

export async function startHttp(
  handlers: Partial<Handlers> = {},
  checks: Record<string, Check> = {},
  options: Partial<HttpOptions> = {},
): Promise<StartedHttp> {
  const web = await mkdtemp(join(tmpdir(), 'takt-web-'));
  const absent = async () => refuse('unavailable', 'not part of this test');
  const all = Object.fromEntries((Object.keys(api) as RouteName[]).map((name) => [name, absent]));
  const http = createHttp({
    surface: { handlers: { ...all, ...handlers } as Handlers, access, webDirectory: web },
    checks,
    version: '0.0.0',
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    ...options,
  });
  const port = await http.listen('127.0.0.1', 0);
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    web,
    http,
    async close() {
      await http.close(0);
      await rm(web, { recursive: true, force: true });
    },
  };
}
