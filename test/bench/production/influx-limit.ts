// Measures what InfluxDB itself takes of wide points: finished lines posted to /write by a bare client.
import { Agent, request } from 'node:http';
import { type MachineState, machineCode, nextValues, site } from '../ingest/machines.ts';

/** Other sizes and numbers were not tried. */
const pointsPerRequest = 5000;
const inFlight = 4;
const signalsPerPoint = 9;
const machines = 100;
/** Different bodies, sent in turn with new times, so that making lines costs the client next to nothing. */
const bodyCount = 20;

interface Body {
  bytes: Buffer;
  /** Where its times stand. */
  timesAt: number[];
}

/** Values per second, over `seconds`, into a database that exists. */
export async function measureInfluxLimit(url: string, database: string, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const path = `/write?db=${database}&precision=ms`;
  const bodies = Array.from({ length: bodyCount * inFlight }, makeBody);
  const began = performance.now();
  const started = Date.now();
  let requests = 0;
  const worker = async (first: number) => {
    for (let turn = 0; performance.now() - began < seconds * 1000; turn++) {
      const body = bodies[first * bodyCount + (turn % bodyCount)] as Body;
      // Each request has milliseconds of its own.
      setTimes(body, started + requests++ * (pointsPerRequest / machines));
      await post(agent, url + path, body.bytes);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, index) => worker(index)));
  const elapsed = (performance.now() - began) / 1000;
  agent.destroy();
  return (requests * pointsPerRequest * signalsPerPoint) / elapsed;
}

const timeDigits = 13;

function makeBody(_: unknown, index: number): Body {
  const states: MachineState[] = Array.from({ length: machines }, (_m, machine) => ({
    code: machineCode(machine),
    at: 0,
    sent: index * 1000 + machine,
  }));
  const timesAt: number[] = [];
  let text = '';
  for (let point = 0; point < pointsPerRequest; point++) {
    const state = states[point % machines] as MachineState;
    const fields = nextValues(state).values.map(([name, value]) =>
      typeof value === 'number' ? `${name}=${value}` : `${name}="${value}"`,
    );
    text += `samples,site=${site},machine=${state.code} ${fields.join(',')} `;
    timesAt.push(text.length);
    text += `${'0'.repeat(timeDigits)}\n`;
  }
  return { bytes: Buffer.from(text, 'latin1'), timesAt };
}

/** The points of each machine one millisecond after another. */
function setTimes({ bytes, timesAt }: Body, from: number): void {
  let point = 0;
  for (const at of timesAt) bytes.write(String(from + Math.floor(point++ / machines)), at, timeDigits, 'latin1');
}

function post(agent: Agent, url: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { 'content-length': body.length } }, (response) => {
      response.resume();
      response.once('end', () =>
        response.statusCode === 204 ? resolve() : reject(new Error(`InfluxDB answered ${response.statusCode}`)),
      );
    });
    call.once('error', reject);
    call.end(body);
  });
}
