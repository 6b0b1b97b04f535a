// Owns the small plant the page tests look at, and a device that publishes for its machines.
import { jsonTopic } from '@takt/model/topics';
import { connectAsync } from 'mqtt';
import type { RunningServer } from '../harness/server.ts';

export const site = 'north';

export async function setUpPlant(server: RunningServer): Promise<void> {
  const machine = (name: string) => ({ line: 'l1', name, idealCycleSeconds: 30 });
  await server.put('/api/v1/plant', {
    enterprises: { acme: { name: 'Acme' } },
    sites: {
      [site]: { enterprise: 'acme', name: 'North works', district: 'Yuhang', sector: 'C36', timeZone: 'Asia/Shanghai' },
    },
    workshops: { w1: { site, name: 'Machining', target: { oee: 0.8, outputPerHour: 100 } } },
    lines: { l1: { workshop: 'w1', name: 'Line one' } },
    machines: { lathe: machine('Lathe one'), mill: machine('Mill two'), quiet: machine('Quiet three') },
  });
}

export interface Device {
  /** One message; without `at` it is of now. */
  send(machine: string, telemetry: object | readonly object[]): Promise<void>;
  close(): Promise<void>;
}

export async function connectDevice(mqttUrl: string): Promise<Device> {
  const client = await connectAsync(mqttUrl);
  return {
    async send(machine, telemetry) {
      await client.publishAsync(jsonTopic(site, machine), JSON.stringify(telemetry), { qos: 1 });
    },
    close: () => client.endAsync(true),
  };
}

const minuteMs = 60_000;

/** The last two hours of a machine that produced, minute by minute: a piece each, and a temperature that rises by 0.5 °C. */
export function lastTwoHours(now: number) {
  return Array.from({ length: 120 }, (_, minute) => ({
    at: now - (120 - minute) * minuteMs,
    state: 'producing',
    good: minute,
    scrap: Math.floor(minute / 20),
    energy_kwh: minute / 10,
    temperature_c: 20 + minute / 2,
    product: 'P-1',
  }));
}
