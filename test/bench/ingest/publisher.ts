// The load of the ingest benchmarks, a process of its own: `node publisher.ts <devices|agents> <port> <seconds> <clients> <pace> <machines>`.
// The pace is messages per second, `0`: all it can, `follow`: as many as the last line of its standard input allows in total.
// Devices send JSON with QoS 1 and count only what was acknowledged; agents send Sparkplug frames with QoS 0, keep them until they
// are committed, and send them again when asked to be born. What they say is encoded by the agent's own code.
import { commitMetric, PayloadReader, rebirthMetric, slotValue } from '@takt/model/sparkplug';
import { deviceTopic, jsonTopic, nodeTopic } from '@takt/model/topics';
import type { Frame } from '../../../edge-agent/src/outbox/index.ts';
import { createCatalogue, type Device } from '../../../edge-agent/src/uplink/catalogue.ts';
import { deviceBirth, deviceData, nodeBirth } from '../../../edge-agent/src/uplink/payloads.ts';
import { createMachines, type MachineState, nextValues, site } from './machines.ts';
import { openWire } from './wire.ts';

const [mode = '', port = '', seconds = '', clients = '', pace = '', machineCount = ''] = process.argv.slice(2);
const started = performance.now();
const until = Date.now() + Number(seconds) * 1000;
const machines = createMachines(Date.now(), Number(machineCount));

/** A client with its machines: how it sends one message, and resolves when everything it sent is safe. */
interface Sender {
  done: Promise<void>;
}

const count = Number(clients);
/** Messages a client may have made by now. */
const allowance = paceOf(pace);
const shares = Array.from({ length: count }, (_, index) => machines.filter((_m, at) => at % count === index));
const senders = await Promise.all(
  shares.map((share, index) => (mode === 'agents' ? agent(index, share) : device(index, share))),
);
await Promise.all(senders.map(({ done }) => done));
const elapsed = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
const sent = Object.fromEntries(machines.map(({ code, sent: messages }) => [code, messages]));
process.stdout.write(`${JSON.stringify({ elapsed, cpuSeconds: (user + system) / 1e6, sent })}\n`);
process.exit(0);

function paceOf(text: string): () => number {
  if (text === 'follow') {
    let allowed = 0;
    process.stdin.setEncoding('utf8').on('data', (lines: string) => {
      allowed = Number(lines.trimEnd().split('\n').at(-1)) / count;
    });
    return () => allowed;
  }
  const perMs = Number(text) / 1000 / count;
  return () => (perMs > 0 ? (performance.now() - started) * perMs : Number.POSITIVE_INFINITY);
}

async function device(index: number, share: MachineState[]): Promise<Sender> {
  const wire = await openWire(Number(port), `device-${index}`);
  const window = 200;
  const topics = share.map(({ code }) => jsonTopic(site, code));
  let turn = 0;
  let flying = 0;
  const done = Promise.withResolvers<void>();
  function fill(): void {
    if (Date.now() < until) {
      while (flying < window && turn < allowance()) {
        const which = turn++ % share.length;
        const { at, values } = nextValues(share[which] as MachineState);
        const body = Buffer.from(JSON.stringify({ at, ...Object.fromEntries(values) }));
        wire.publish(topics[which] as string, body, 1);
        flying++;
      }
      wire.flush();
    } else if (flying === 0) done.resolve();
  }
  wire.onPuback = (acknowledged) => {
    flying -= acknowledged;
    fill();
  };
  fill();
  return tended(fill, done.promise);
}

async function agent(index: number, share: MachineState[]): Promise<Sender> {
  const node = `agent-${index}`;
  const wire = await openWire(Number(port), node);
  const window = 5000;
  const catalogue = createCatalogue();
  const frames = new Map<number, Frame>();
  const reader = new PayloadReader();
  let seq = -1;
  let made = 0;
  let next = 1;
  let committed = 0;
  const done = Promise.withResolvers<void>();
  const nextSeq = () => (seq = (seq + 1) % 256);
  wire.subscribe(nodeTopic('NCMD', site, node));

  function birth(): void {
    seq = 0;
    next = committed + 1;
    const facts = { bdSeq: 0, epoch: node, first: next, evicted: 0 };
    wire.publish(nodeTopic('NBIRTH', site, node), nodeBirth(facts, Date.now()), 0);
    for (const device of catalogue.devices()) bear(device);
  }

  function bear(device: Device): void {
    device.bornWith = device.signals.size;
    wire.publish(deviceTopic('DBIRTH', site, node, device.machine), deviceBirth(device, nextSeq(), Date.now()), 0);
  }

  function makeFrame(offset: number): Frame {
    const machine = share[made++ % share.length] as MachineState;
    const { at, values } = nextValues(machine);
    return { offset, machine: machine.code, readings: values.map(([signal, value]) => ({ signal, at, value })) };
  }

  function fill(): void {
    while (next - committed <= window && !wire.congested) {
      let frame = frames.get(next);
      if (!frame) {
        if (Date.now() >= until || made >= allowance()) break;
        frame = makeFrame(next);
        frames.set(next, frame);
      }
      next++;
      send(frame);
    }
    wire.flush();
    if (Date.now() >= until && committed === made) done.resolve();
  }

  function send(frame: Frame): void {
    const device = catalogue.learn(frame);
    if (device.bornWith < device.signals.size) bear(device);
    wire.publish(deviceTopic('DDATA', site, node, frame.machine), deviceData(device, frame, nextSeq(), Date.now()), 0);
  }

  wire.onPublish = (_topic, payload) => {
    if (reader.read(payload)) return;
    for (let each = 0; each < reader.count; each++) {
      const metric = reader.metric(each);
      const value = slotValue(metric, metric.datatype);
      if (metric.name === commitMetric && typeof value === 'number') {
        for (; committed < value; committed++) frames.delete(committed + 1);
      } else if (metric.name === rebirthMetric && value === true) birth();
    }
    fill();
  };
  wire.onDrain = fill;
  birth();
  fill();
  return tended(fill, done.promise);
}

/** Where the pace or a full window ended sending, time goes on. */
function tended(fill: () => void, done: Promise<void>): Sender {
  const tick = setInterval(fill, 20);
  return { done: done.finally(() => clearInterval(tick)) };
}
