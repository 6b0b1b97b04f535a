// Proves that a device's identity opens its own topics and no others, by example and for whatever names and topics there may be.

import {
  deviceTopic,
  edgeMessageTypes,
  jsonTopic,
  mayPublish,
  maySubscribe,
  nodeTopic,
  parseTopic,
  stateTopic,
  type TopicIdentity,
} from '@takt/model/topics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const node: TopicIdentity = { site: 's1', name: 'n1', kind: 'node' };
const limited: TopicIdentity = { ...node, machines: ['m1', 'm2'] };
const device: TopicIdentity = { site: 's1', name: 'n1', kind: 'device' };

describe('publishing', () => {
  it.each<[string, TopicIdentity, string[]]>([
    [
      'an edge node',
      node,
      ['NBIRTH/n1', 'NDATA/n1', 'NDEATH/n1', 'DBIRTH/n1/m1', 'DDATA/n1/any.thing', 'DDEATH/n1/m3'],
    ],
    ['one of some machines', limited, ['NBIRTH/n1', 'NDATA/n1', 'NDEATH/n1', 'DBIRTH/n1/m1', 'DDATA/n1/m2']],
  ])('%s speaks of itself and its machines', (_name, identity, topics) => {
    for (const topic of topics) expect([topic, mayPublish(identity, `spBv1.0/s1/${topic}`)]).toEqual([topic, true]);
  });

  it('a JSON device writes its own telemetry', () => {
    expect(mayPublish(device, 'takt/v1/s1/n1/telemetry')).toBe(true);
  });

  it.each([
    ['another node', 'spBv1.0/s1/NDATA/n2'],
    ['another node’s machine', 'spBv1.0/s1/DDATA/n2/m1'],
    ['a node whose name begins alike', 'spBv1.0/s1/NDATA/n11'],
    ['another site', 'spBv1.0/s2/NDATA/n1'],
    ['a command to itself', 'spBv1.0/s1/NCMD/n1'],
    ['a command to its machine', 'spBv1.0/s1/DCMD/n1/m1'],
    ['the host’s state', stateTopic],
    ['a message of the node on a machine', 'spBv1.0/s1/NDATA/n1/m1'],
    ['a message of a machine without one', 'spBv1.0/s1/DDATA/n1'],
    ['an empty machine', 'spBv1.0/s1/DDATA/n1/'],
    ['a level too many', 'spBv1.0/s1/DDATA/n1/m1/x'],
    ['a wildcard', 'spBv1.0/s1/DDATA/n1/+'],
    ['everything', '#'],
    ['a name that is no code', 'spBv1.0/s1/DDATA/n1/-m'],
    ['a name too long', `spBv1.0/s1/DDATA/n1/${'m'.repeat(65)}`],
    ['JSON of a machine', 'takt/v1/s1/m1/telemetry'],
    ['JSON of its own name', 'takt/v1/s1/n1/telemetry'],
    ['the broker itself', '$SYS/broker'],
    ['nothing', ''],
  ])('an edge node does not write %s', (_name, topic) => {
    expect(mayPublish(node, topic)).toBe(false);
    expect(mayPublish(limited, topic)).toBe(false);
  });

  it('an edge node of some machines does not write those of others', () => {
    expect(mayPublish(limited, 'spBv1.0/s1/DDATA/n1/m3')).toBe(false);
    expect(mayPublish({ ...limited, machines: [] }, 'spBv1.0/s1/DDATA/n1/m1')).toBe(false);
  });

  it.each([
    'takt/v1/s1/n2/telemetry',
    'takt/v1/s2/n1/telemetry',
    'takt/v1/s1/n1/telemetry/x',
    'spBv1.0/s1/NDATA/n1',
    stateTopic,
  ])('a JSON device does not write %s', (topic) => expect(mayPublish(device, topic)).toBe(false));
});

describe('subscribing', () => {
  const own = ['spBv1.0/s1/NCMD/n1', 'spBv1.0/s1/DCMD/n1/+', 'spBv1.0/s1/DCMD/n1/m1', stateTopic];

  it('an edge node hears its commands and the host’s state', () => {
    for (const filter of own) {
      expect([filter, maySubscribe(node, filter)]).toEqual([filter, true]);
      expect([filter, maySubscribe(limited, filter)]).toEqual([filter, true]);
    }
    expect(maySubscribe(limited, 'spBv1.0/s1/DCMD/n1/m3')).toBe(false);
  });

  it('a JSON device hears the host’s state only', () => {
    expect(own.filter((filter) => maySubscribe(device, filter))).toEqual([stateTopic]);
  });

  it.each([
    '#',
    '+',
    '+/+/+/+',
    '/#',
    'spBv1.0/#',
    'spBv1.0/s1/#',
    'spBv1.0/+/NCMD/n1',
    'spBv1.0/s1/NCMD/+',
    'spBv1.0/s1/NCMD/n1/#',
    'spBv1.0/s1/DCMD/n1/#',
    'spBv1.0/s1/DCMD/+/+',
    'spBv1.0/s1/DCMD/n1/+/+',
    'spBv1.0/s1/DCMD/n2/+',
    'spBv1.0/s1/DDATA/n1/m1',
    'spBv1.0/s1/NDATA/n1',
    'spBv1.0/STATE/+',
    'spBv1.0/STATE/other',
    'takt/v1/s1/n1/telemetry',
    '$SYS/#',
    '$share/g/spBv1.0/s1/NCMD/n1',
    '$share/g/#',
    '',
  ])('nobody hears %s', (filter) => {
    for (const identity of [node, limited, device]) expect(maySubscribe(identity, filter)).toBe(false);
  });
});

describe('whatever the names', () => {
  const code = fc.constantFrom<string[]>('a', 'b', 'a.b', 'A', 'STATE', 'n-1', 'a_');
  const machines = fc.option(fc.array(code, { maxLength: 3 }), { nil: undefined });
  const identities = fc.record({ site: code, name: code, kind: fc.constantFrom('node', 'device'), machines });
  const level = fc.oneof(
    code,
    fc.constantFrom('', '+', '#', 'NDATA', 'DDATA', 'NCMD', 'DCMD', 'v1', 'telemetry', 'spBv1.0', '$SYS'),
  );
  const topics = fc.oneof(
    fc.array(level, { minLength: 1, maxLength: 6 }).map((levels) => levels.join('/')),
    fc
      .tuple(fc.constantFrom(...edgeMessageTypes, 'NCMD', 'DCMD'), code, code, level)
      .map(([type, site, name, machine]) =>
        type.startsWith('N')
          ? nodeTopic(type as 'NDATA', site, name)
          : deviceTopic(type as 'DDATA', site, name, machine),
      ),
    fc.tuple(code, code).map(([site, name]) => jsonTopic(site, name)),
    fc.string(),
  );

  it('what may be published is telemetry of the identity, by the parser ingest uses', () => {
    fc.assert(
      fc.property(identities, topics, (identity, topic) => {
        const parsed = parseTopic(topic);
        const { site, name, kind } = identity;
        const own =
          typeof parsed !== 'string' &&
          parsed.site === site &&
          site !== 'STATE' &&
          (parsed.kind === 'json'
            ? kind === 'device' && parsed.machine === name
            : kind === 'node' &&
              parsed.node === name &&
              !parsed.type.endsWith('CMD') &&
              (parsed.kind === 'node' || (identity.machines?.includes(parsed.machine) ?? true)));
        expect(mayPublish(identity, topic)).toBe(own);
      }),
      { numRuns: 2000 },
    );
  });

  it('nothing that anybody may publish is delivered to anybody', () => {
    fc.assert(
      fc.property(identities, identities, fc.array(topics), (writer, reader, others) => {
        const own = ({ site, name, machines: known = ['a'] }: TopicIdentity, machine: string) => [
          jsonTopic(site, name),
          nodeTopic('NCMD', site, name),
          ...edgeMessageTypes.map((type) =>
            type.startsWith('N')
              ? nodeTopic(type as 'NDATA', site, name)
              : deviceTopic(type as 'DDATA', site, name, machine),
          ),
          ...[...known, machine].map((each) => deviceTopic('DCMD', site, name, each)),
        ];
        const written = [...others, ...own(writer, 'a')].filter((topic) => mayPublish(writer, topic));
        const heard = [...others, ...own(reader, '+')].filter((filter) => maySubscribe(reader, filter));
        for (const filter of heard) expect(written.filter((topic) => matches(filter, topic))).toEqual([]);
      }),
    );
  });

  it('a name that is no code opens nothing', () => {
    fc.assert(
      fc.property(fc.string(), topics, (name, topic) => {
        fc.pre(!/^[A-Za-z0-9][\w.-]*$/.test(name));
        for (const identity of [
          { ...node, name },
          { ...device, name },
          { ...node, site: name },
        ]) {
          expect(mayPublish(identity, topic)).toBe(false);
          expect(maySubscribe(identity, topic)).toBe(false);
        }
      }),
    );
  });
});

/** MQTT 3.1.1 §4.7. */
function matches(filter: string, topic: string): boolean {
  const [levels, parts] = [filter.split('/'), topic.split('/')];
  for (const [index, level] of levels.entries()) {
    if (level === '#') return true;
    if (index >= parts.length || (level !== '+' && level !== parts[index])) return false;
  }
  return levels.length === parts.length;
}
