// Owns listing the sources InfluxDB holds readings of.
import type { TelemetryStore } from '../../../port.ts';
import { samplesMeasurement } from '../layout.ts';
import type { Queries, Table } from '../server/query.ts';
import { identifier, literal } from '../syntax/influxql.ts';
import { sourceOf } from '../syntax/names.ts';

export function createSources(queries: Pick<Queries, 'ask'>): Pick<TelemetryStore, 'sources'> {
  const valuesOf = (tag: string, where = '') =>
    `SHOW TAG VALUES FROM ${identifier(samplesMeasurement)} WITH KEY = ${identifier(tag)}${where}`;
  return {
    async sources() {
      const [found] = await queries.ask([valuesOf('site')]);
      // A source without a site has no such tag, which is as good as an empty one.
      const sites = ['', ...secondColumn(found)];
      const machines = await queries.ask(sites.map((site) => valuesOf('machine', ` WHERE "site" = ${literal(site)}`)));
      return sites.flatMap((site, index) => secondColumn(machines[index]).map((machine) => sourceOf(site, machine)));
    },
  };
}

/** Rows are key and value. */
function secondColumn(tables: readonly Table[] = []): string[] {
  return tables.flatMap((table) => table.values.map((row) => String(row[1])));
}
