// Questions to an InfluxDB that breaks off, falls silent or refuses: whoever asks is told, and waits for no answer that will not come.
import { Agent, createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createRequests } from '../../../../../../server/src/platform/telemetry-store/adapters/influx/server/request.ts';

let end = async () => {};
afterEach(() => end());

async function askOne(listener: RequestListener, timeoutMs = 10_000): Promise<unknown> {
  const server = createServer((request, response) => listener(request.resume(), response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const agent = new Agent({ keepAlive: true });
  end = async () => {
    agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = { url, database: 'takt', org: undefined, token: undefined, user: 'u', password: 'p' };
  return createRequests({ ...config, rawDays: 0, minuteDays: 0 }, agent, timeoutMs)({ q: 'SHOW DATABASES' });
}

describe('a question to InfluxDB', () => {
  it('is answered by the whole of what came', async () => {
    const answer = askOne((_request, response) => {
      response.write('{"results":');
      setImmediate(() => response.end('[]}'));
    });
    expect(await answer).toEqual({ results: [] });
  });

  it.each([200, 400, 503])(
    'is over when the connection is lost in the middle of an answer of status %i',
    async (code) => {
      const answer = askOne((_request, response) => {
        response.writeHead(code).write('{"results":[');
        setTimeout(() => response.destroy(), 20);
      }, 300);
      await expect(answer).rejects.toThrow();
    },
  );

  it.each([
    ['at all', () => {}],
    ['to the end', (_request, response) => void response.write('{"results":[')],
  ] satisfies [string, RequestListener][])(
    'is over in time when InfluxDB does not answer %s',
    async (_how, listener) => {
      await expect(askOne(listener, 50)).rejects.toThrow();
    },
  );

  it('is refused where InfluxDB refuses it', async () => {
    const answer = askOne((_request, response) => response.writeHead(401).end('{"error":"authorization failed"}'));
    await expect(answer).rejects.toThrow(/authorization failed/);
  });
});
