// Proves the SHDR driver over real TCP: connecting again, heartbeats, lines that are malformed or out of order.
import { describe, expect, it } from 'vitest';
import { freePort } from '../../harness/free-port.ts';
import { until } from '../../harness/until.ts';
import { type ScriptedAdapter, startAdapter } from './adapter.ts';
import { closeLater, listen } from './stage.ts';

const t = '2024-01-01T00:00:00.000Z';

async function adapter(options: Parameters<typeof startAdapter>[0] = {}): Promise<ScriptedAdapter> {
  const started = await startAdapter(options);
  closeLater(started.close);
  return started;
}

describe('the SHDR driver', () => {
  it('asks for the heartbeat, and keeps it as the adapter names it', async () => {
    const { port, heard } = await adapter({ pong: () => '* PONG 20\n' });
    listen(port);
    await until(() => heard().split('* PING\n').length > 5, { what: 'several heartbeats' });
    expect(heard().replaceAll('* PING\n', '')).toBe('');
  });

  it('takes an adapter for gone that misses two heartbeats, and connects again', async () => {
    let answers = 2;
    const { port, connections } = await adapter({ pong: () => (answers-- > 0 ? '* PONG 30\n' : undefined) });
    const { reachable, log } = listen(port);
    await until(() => connections() >= 2, { what: 'a second connection' });
    expect(reachable.slice(0, 3)).toEqual([false, true, false]);
    expect(log.map((line) => line.reason)).toContain('nothing was heard for 60 ms');
  });

  it('keeps a connection that is silent but has no heartbeat', async () => {
    const { port, connections, say, heard } = await adapter();
    const { readings } = listen(port);
    await until(() => heard() === '* PING\n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    say(`${t}|a|1\n`);
    await until(() => readings.length === 1);
    expect(connections()).toBe(1);
  });

  it('connects again after a cut, and does not glue the torn line to the next one', async () => {
    const { port, connections, say, cut } = await adapter();
    const { readings, reachable } = listen(port);
    await until(() => connections() === 1);
    say(`${t}|a|1\n${t}|b|2`);
    await until(() => readings.length === 1);
    cut();
    await until(() => connections() === 2);
    say(`${t}|c|3\n`);
    await until(() => readings.length === 2);
    expect(readings.map(({ signal, value }) => [signal, value])).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
    expect(reachable).toEqual([false, true, false, true]);
  });

  it('waits for an adapter that is not there yet', async () => {
    const port = await freePort();
    const { readings, log } = listen(port);
    await until(() => log.some((line) => String(line.reason).includes('ECONNREFUSED')));
    await adapter({ port, onConnect: (socket) => socket.write(`${t}|a|1\n`) });
    await until(() => readings.length === 1);
    // The same reason again and again is told once.
    expect(log.filter((line) => String(line.reason).includes('ECONNREFUSED'))).toHaveLength(1);
  });

  it('skips what is malformed or huge, counts it and goes on', async () => {
    const { port, say, connections } = await adapter();
    const heard = listen(port, { maxLineBytes: 1000 });
    await until(() => connections() === 1);
    say(`${t}|a|1\nnonsense\n${t}|a|${'x'.repeat(5_000_000)}\nyesterday|a|2\n${t}|b|2\n`);
    await until(() => heard.readings.length === 2);
    await heard.stop();
    const told = heard.log.filter((line) => line.kind !== undefined).map((line) => [line.kind, line.total]);
    expect(told).toEqual([
      ['malformed', 1],
      ['too_long', 1],
      ['bad_timestamp', 1],
    ]);
  });

  it('passes on lines out of order with their own time', async () => {
    const { port, say, connections } = await adapter();
    const { readings } = listen(port);
    await until(() => connections() === 1);
    say(`2024-01-01T00:00:05Z|a|5\n2024-01-01T00:00:02Z|a|2\n`);
    await until(() => readings.length === 2);
    expect(readings.map(({ at }) => new Date(at).getUTCSeconds())).toEqual([5, 2]);
  });

  it('stops at once, connected or not', async () => {
    const { port } = await adapter();
    const connected = listen(port);
    await until(() => connected.reachable.includes(true));
    await connected.stop();
    expect(connected.reachable.at(-1)).toBe(false);
    const waiting = listen(await freePort(), { reconnectMs: 600_000, reconnectMaxMs: 600_000 });
    await until(() => waiting.log.length > 0);
    await waiting.stop();
  });
});
