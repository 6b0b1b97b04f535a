// Proves what becomes of an adapter's lines, odd ones included.
import { describe, expect, it } from 'vitest';
import { shdrSchema } from '../../../../edge-agent/src/drivers/shdr/config.ts';
import { createReader } from '../../../../edge-agent/src/drivers/shdr/reader.ts';
import type { Counted } from '../../../../edge-agent/src/drivers/shdr/tally.ts';

const now = 1_700_000_000_000;
const t = '2024-01-01T00:00:00Z';
const at = Date.UTC(2024, 0, 1);

function read(lines: string[], settings: object = {}) {
  const config = shdrSchema.parse({ kind: 'shdr', machine: 'm', ...settings });
  const counts: Partial<Record<Counted, number>> = {};
  const commands: string[] = [];
  const reader = createReader({
    config,
    clock: () => now,
    count: (kind) => {
      counts[kind] = (counts[kind] ?? 0) + 1;
    },
    onCommand: (name, value) => commands.push(`${name}=${value}`),
  });
  const { readings, heartbeatMs } = reader.read(Buffer.from(`${lines.join('\n')}\n`));
  const of = (machine: string) => (readings.get(machine) ?? []).map(({ signal, value }) => [signal, value]);
  return { readings, heartbeatMs, counts, commands, of, values: of('m') };
}

describe('reading an adapter', () => {
  it('maps execution and part count, and passes on the rest as it is', () => {
    const { values, readings } = read([`${t}|execution|ACTIVE|PartCount|17|Xpos|-1.25e1|program|0012|note|a b`], {
      signalMap: { execution: { signal: 'state', values: 'mtconnect' }, PartCount: { signal: 'good' } },
      texts: ['program'],
    });
    expect(values).toEqual([
      ['state', 'producing'],
      ['good', 17],
      ['Xpos', -12.5],
      ['program', '0012'],
      ['note', 'a b'],
    ]);
    expect(readings.get('m')?.every((reading) => reading.at === at)).toBe(true);
  });

  it('UNAVAILABLE is no value, and of a state unknown', () => {
    const { values } = read([`${t}|execution|UNAVAILABLE|Xpos|Unavailable|empty|`], {
      signalMap: { execution: { signal: 'state', values: 'mtconnect' } },
    });
    expect(values).toEqual([
      ['state', 'unknown'],
      ['Xpos', null],
      ['empty', null],
    ]);
  });

  it('a product that looks like a number is a name', () => {
    expect(read([`${t}|program|762`], { signalMap: { program: { signal: 'product' } } }).values).toEqual([
      ['product', '762'],
    ]);
  });

  it('keeps items out that are neither mapped nor to be passed through', () => {
    const line = `${t}|a|1|b|2|c|3`;
    const signalMap = { a: { signal: 'good' } };
    expect(read([line], { signalMap, passThrough: 'none' }).values).toEqual([['good', 1]]);
    expect(read([line], { signalMap, passThrough: ['c'] }).values).toEqual([
      ['good', 1],
      ['c', 3],
    ]);
  });

  it('knows devices by their prefix, and counts those it does not know', () => {
    const { of, counts } = read([`${t}|A:x|1|B:x|2|C:x|3|x|4`], {
      devices: { A: 'ma', B: 'mb' },
      signalMap: { 'B:x': { signal: 'y' } },
    });
    expect([of('ma'), of('mb'), of('m')]).toEqual([[['x', 1]], [['y', 2]], [['x', 4]]]);
    expect(counts).toEqual({ unknown_device: 1 });
    expect(read([`${t}|A:x|1`]).values).toEqual([['x', 1]]);
  });

  it('the adapter may name the device of the items that follow', () => {
    const { of } = read(['* device: A', `${t}|x|1`], { devices: { A: 'ma' } });
    expect(of('ma')).toEqual([['x', 1]]);
  });

  it('conditions become their signal, several mapped to one together', () => {
    const { values } = read(
      [
        `${t}|servo|FAULT|401|||AXIS`,
        '2024-01-01T00:00:01Z|logic|NORMAL||||',
        '2024-01-01T00:00:02Z|servo|NORMAL||||',
        `${t}|other|WARNING||||COOLANT LOW`,
      ],
      {
        conditions: ['servo', 'logic', 'other'],
        signalMap: { servo: { signal: 'alarm' }, logic: { signal: 'alarm' } },
      },
    );
    expect(values.filter(([signal]) => signal === 'alarm').map(([, value]) => value)).toEqual(['401', '401', null]);
    expect(values).toContainEqual(['other_warning', 'COOLANT LOW']);
  });

  it('messages have a code and a text', () => {
    const settings = { messages: ['msg'] };
    expect(read([`${t}|msg|7|door open`], settings).values).toEqual([['msg', '7: door open']]);
    expect(read([`${t}|msg||door open`], settings).values).toEqual([['msg', 'door open']]);
    expect(read([`${t}|msg|UNAVAILABLE`], settings).values).toEqual([['msg', null]]);
  });

  it('from version 2 on items may follow a condition; before, what follows belongs to it', () => {
    const line = `${t}|servo|NORMAL|||||x|1`;
    const settings = { conditions: ['servo'] };
    expect(read([line], settings).values).not.toContainEqual(['x', 1]);
    expect(read([line], { ...settings, shdrVersion: 2 }).values).toContainEqual(['x', 1]);
    expect(read(['* shdrVersion: 2', line], settings).values).toContainEqual(['x', 1]);
  });

  it('skips assets, also of several lines, and time series, and counts them', () => {
    const { values, counts } = read(
      [
        `${t}|@ASSET@|1|CuttingTool|--multiline--AB`,
        '<CuttingTool>',
        `${t}|x|1`,
        '--multiline--AB',
        `${t}|@REMOVE_ALL_ASSETS@|CuttingTool`,
        `${t}|wave|3|100|1 2 3`,
        `${t}|x|2`,
      ],
      { timeSeries: ['wave'] },
    );
    expect(values).toEqual([['x', 2]]);
    expect(counts).toEqual({ asset: 2, time_series: 1 });
  });

  it('does not wait for ever for the end of a block', () => {
    const { values, counts } = read([
      `${t}|@ASSET@|1|T|--multiline--AB`,
      ...Array.from({ length: 10_001 }, () => 'x'),
      `${t}|x|1`,
    ]);
    expect(values).toEqual([['x', 1]]);
    expect(counts.endless_block).toBe(1);
  });

  it('counts what is no SHDR, without disturbing the neighbours', () => {
    const { values, counts } = read(
      [
        `${t}|a|1`,
        'garbage',
        'yesterday|a|2',
        `${t}|a`,
        `${t}||5`,
        `${t}|b/#|1`,
        `${t}|servo|BROKEN||||`,
        `${t}|c|3`,
        '* nonsense',
        `${t}|text|${'y'.repeat(2000)}`,
      ],
      { conditions: ['servo'] },
    );
    expect(values.slice(0, 2)).toEqual([
      ['a', 1],
      ['c', 3],
    ]);
    expect(String(values[2]?.[1])).toHaveLength(1024);
    expect(counts).toEqual({ malformed: 5, bad_timestamp: 1, bad_name: 1, text_cut: 1 });
  });

  it('hears the heartbeat and what the adapter says of itself', () => {
    const { heartbeatMs, commands } = read(['* PONG 10000', '* uuid: 123', '*adapterVersion:UNAVAILABLE']);
    expect(heartbeatMs).toBe(10_000);
    expect(commands).toEqual(['uuid=123', 'adapterversion=UNAVAILABLE']);
    expect(read(['* PONG']).heartbeatMs).toBeUndefined();
  });

  it('an adapter may announce relative time', () => {
    const { readings } = read(['* relativeTime: yes', `${t}|a|1`, '2024-01-01T00:00:05Z|a|2']);
    expect(readings.get('m')?.map((reading) => reading.at)).toEqual([now, now + 5000]);
  });
});
