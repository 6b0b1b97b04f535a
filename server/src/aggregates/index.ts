// Public surface of aggregates: sums over the enterprises of a district that agreed to be counted, small groups suppressed.
import { agreedToBeCounted, type Consent, type Place } from '@takt/model/access';
import { type Suppression, suppress, suppressionRules } from '@takt/model/aggregates';
import type { RouteAnswer, RouteInput } from '@takt/model/api';
import { addFacts, emptyFacts, type Facts } from '@takt/model/facts';
import { kpisOf } from '@takt/model/kpi';
import { parseScope, type Scope } from '@takt/model/plant';
import type { PlantView } from '../pipeline/plant-view.ts';
import type { Handlers } from '../platform/http/index.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';

export interface AggregateParts {
  plant: PlantView & { placeOf(scope: Scope): Place | undefined; sectorOf(site: string): string | undefined };
  consents(): Iterable<Consent>;
  /** The KPI query over a part of the plant. */
  kpis(part: PlantView, input: RouteInput<'kpis.query'>['query']): Promise<Outcome<RouteAnswer<'kpis.query'>>>;
  clock: () => number;
}

type Row = RouteAnswer<'aggregates.query'>['rows'][number];

/** What the sites of one enterprise in one sector did. */
interface Part {
  enterprise: string;
  sector: string;
  facts: Facts;
}

/** A sum over several enterprises is no disclosure of one of them: it is published only where it tells of none. */
export function aggregateRoutes(parts: AggregateParts): Handlers<'aggregates.query'> {
  const { plant, consents, kpis, clock } = parts;
  return {
    async 'aggregates.query'({ query, caller }) {
      const scope: Scope = { level: 'district', code: query.district };
      const district = plant.placeOf(scope);
      if (!district) return refuse('not_found', `there is no district "${query.district}"`);
      const counted = agreedToBeCounted(caller.grants, district, consents(), clock());
      const { from, to } = query;
      const answer = await kpis(onlyOf(plant, counted), { scope, from, to, by: 'site' });
      if (!answer.ok) return answer;
      const found = answer.value.rows.flatMap(({ key, facts }) => partOf(plant, parseScope(key), facts));
      const sectors = sectorsIn(plant, scope);
      const cells = sectors.map((sector) => found.filter((part) => part.sector === sector));
      const hidden = suppress(
        cells.map((cell, index) => ({ key: sectors[index] ?? '', contributions: cell.map(contributionOf) })),
      );
      const rows = [rowOf('all', found, hidden.total)];
      if (query.by === 'sector')
        for (const [index, cell] of cells.entries())
          rows.push(rowOf(sectors[index] ?? '', cell, hidden.cells[index] ?? null));
      return done({ least: suppressionRules.least, rows });
    },
  };
}

function onlyOf(plant: PlantView, enterprises: ReadonlySet<string>): PlantView {
  return { ...plant, within: (scope) => plant.within(scope).filter((machine) => enterprises.has(machine.enterprise)) };
}

/** All there are with a machine, so that a row does not tell whether anybody of the sector agreed. */
function sectorsIn(plant: AggregateParts['plant'], district: Scope): string[] {
  const sectors = plant.within(district).flatMap(({ site }) => plant.sectorOf(site) ?? []);
  return [...new Set(sectors)].sort();
}

/** Sites that neither were to work, nor made or used anything, are in no sum: they would count as a part without having one. */
function partOf(plant: AggregateParts['plant'], site: Scope, facts: Facts): Part[] {
  const enterprise = plant.placeOf(site)?.enterprise;
  const sector = plant.sectorOf(site.code);
  const hasPart = facts.busyMs > 0 || facts.energyWh > 0 || facts.produced > 0;
  return enterprise === undefined || sector === undefined || !hasPart ? [] : [{ enterprise, sector, facts }];
}

function contributionOf({ enterprise, facts }: Part) {
  return { enterprise, busyMs: facts.busyMs, energyWh: facts.energyWh };
}

function rowOf(key: string, parts: readonly Part[], suppressed: Suppression | null): Row {
  if (suppressed !== null) return { key, enterprises: null, kpis: null, suppressed };
  const sum = parts.reduce((facts, part) => addFacts(facts, part.facts), emptyFacts());
  const enterprises = new Set(parts.map(({ enterprise }) => enterprise)).size;
  return { key, enterprises, kpis: kpisOf(sum).kpis, suppressed };
}
