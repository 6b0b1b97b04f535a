// Proves the replay over real TCP, in this process and as a program: back pressure, heartbeats, rounds, arguments.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSource } from '../../harness/child.ts';
import { until } from '../../harness/until.ts';
import { closeLater, listen, serve, temp } from './stage.ts';

const t = '2024-01-01T00:00:00.000Z';

describe('the replay', () => {
  it('delivers a large file no faster than the driver takes it', async () => {
    const path = join(temp.path, 'large.txt');
    const line = (index: number) =>
      `${new Date(Date.UTC(2024, 0, 1) + index).toISOString()}|count|${index}|text|${'y'.repeat(100)}`;
    const lines = 100_000;
    await writeFile(path, Array.from({ length: lines }, (_, index) => line(index)).join('\n'));
    const { port, delivered, events } = await serve(path);
    let open: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { readings } = listen(port, {}, () => gate);
    await until(() => events.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // What is not taken waits in the file: 13 MB do not fit into the buffers between.
    expect(delivered()).toEqual([]);
    open();
    await until(() => readings.length === 2 * lines, { what: 'all readings' });
    expect(delivered()).toMatchObject([{ lines, untimed: 0 }]);
    expect(readings.filter((r) => r.signal === 'count').every((reading, index) => reading.value === index)).toBe(true);
  });

  it('answers heartbeats while nothing is to be said', async () => {
    const path = join(temp.path, 'short.txt');
    await writeFile(path, `${t}|a|1\n`);
    const { port, events } = await serve(path, { heartbeatMs: 30 });
    const { readings } = listen(port);
    await until(() => readings.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(events.filter((event) => event.kind === 'connected')).toHaveLength(1);
  });

  it('says goodbye after one round, or begins again', async () => {
    const path = join(temp.path, 'short.txt');
    await writeFile(path, `${t}|a|1\nno time\n`);
    const once = await serve(path, { atEnd: 'close' });
    const { reachable } = listen(once.port);
    await until(() => reachable.filter((now) => !now).length >= 2, { what: 'the goodbye' });
    expect(once.delivered()[0]).toMatchObject({ lines: 2, untimed: 1 });
    const loop = await serve(path, { atEnd: 'loop' });
    listen(loop.port);
    await until(() => loop.delivered().length > 3, { what: 'several rounds' });
  });
});

describe('the replay as a program', () => {
  const start = (args: string[]) => {
    const program = startSource('edge-agent/src/replay/main.ts', args);
    closeLater(program.kill);
    return program;
  };

  it('prints its port, tells what it delivered, and ends after one round', async () => {
    const path = join(temp.path, 'short.txt');
    await writeFile(path, `${t}|a|1\nno time\n`);
    const program = start([path, '--port', '0', '--speed', 'max', '--once']);
    const port = await until(() => /listening on 127\.0\.0\.1:(\d+)/.exec(program.output())?.[1]);
    const { readings } = listen(Number(port));
    await until(() => program.exitCode !== null, { what: 'its end' });
    expect(program.exitCode).toBe(0);
    expect(program.output()).toContain('delivered 2 lines, 1 of them without a time');
    expect(readings).toHaveLength(1);
  });

  it.each([
    [[], 'exactly one recording'],
    [['/nowhere'], '/nowhere cannot be read'],
    [['x', '--speed', 'fast'], '--speed'],
    [['x', '--port', '70000'], '--port'],
    [['x', '--once', '--loop'], '--once and --loop'],
    [['x', '--shuffle', 'much'], '--shuffle'],
    [['x', '--turbo'], '--turbo'],
  ])('refuses %j', async (args, reason) => {
    const program = start(args);
    await until(() => program.exitCode !== null, { what: 'its end' });
    expect(program.exitCode).toBe(2);
    expect(program.output()).toContain(reason);
  });
});
