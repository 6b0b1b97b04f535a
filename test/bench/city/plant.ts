// Owns the connected part of the synthetic city: a site for each such enterprise, a line and a machine for each of its workshops.
import type { Rows } from './context.ts';
import type { MadeRegistry } from './registry.ts';

export function makePlant({ enterprises, workshops }: Pick<MadeRegistry, 'enterprises' | 'workshops'>): {
  rows: Rows;
  machines: string[];
} {
  const connected = enterprises.filter(({ plant_enterprise: code }) => code !== null);
  const sites = new Map(connected.map(({ id, plant_enterprise: code }) => [id, `${code}-s`]));
  const held = workshops.filter(({ plant_workshop: code }) => code !== null);
  const machines = held.map(({ plant_workshop: code }) => `${code}-m`);
  return {
    machines,
    rows: {
      enterprises: connected.map(({ plant_enterprise: code, name }) => ({ code: code ?? '', name })),
      sites: connected.map(({ id, plant_enterprise: enterprise, name, district, sector }) => ({
        code: sites.get(id) ?? '',
        enterprise: enterprise ?? '',
        name,
        district,
        sector: sector ?? 'C',
        time_zone: 'Asia/Shanghai',
      })),
      workshops: held.map(({ plant_workshop: code, enterprise, name }) => ({
        code: code ?? '',
        site: sites.get(enterprise) ?? '',
        name,
        calendar: null,
        target: null,
      })),
      lines: held.map(({ plant_workshop: workshop }) => ({
        code: `${workshop}-l`,
        workshop: workshop ?? '',
        name: '产线',
      })),
      machines: held.map(({ plant_workshop: workshop }) => ({
        code: `${workshop}-m`,
        line: `${workshop}-l`,
        name: '设备',
        ideal_cycle_seconds: 30,
        outlet: 1,
        signal_map: null,
      })),
    },
  };
}
