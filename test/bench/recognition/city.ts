// Owns a synthetic city: enterprises, workshops, equipment, figures, projects with effects, certificates, and a part that is connected.
import { emptyFacts } from '@takt/model/facts';
import type { Kysely } from 'kysely';
import { openPlant } from '../../../server/src/plant/index.ts';
import { createAudit } from '../../../server/src/platform/audit/index.ts';
import { inParts } from '../../../server/src/platform/database/in-parts.ts';
import type { Schema } from '../../../server/src/platform/database/index.ts';
import type { TelemetryStore } from '../../../server/src/platform/telemetry-store/port.ts';

export const size = {
  enterprises: 10_000,
  workshopsEach: 3,
  equipmentEach: 8,
  projects: 20_000,
  connected: 100,
  machines: 5,
};
const dayMs = 86_400_000;
const days = 120;
const at = Date.UTC(2026, 0, 5);
const provenance = {
  origin: 'imported' as const,
  recorded_at: at,
  recorded_by: 'b',
  recorded_by_name: 'B',
  import: null,
};
const record = { ...provenance, revision: 1, state: 'active' as const };

/** The same each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export async function buildCity(
  db: Kysely<Schema>,
  store: TelemetryStore,
  districts: readonly string[],
): Promise<void> {
  const draw = random(5);
  const pick = <T>(all: readonly T[]) => all[Math.floor(draw() * all.length)] as T;
  const enterprises = Array.from({ length: size.enterprises }, (_, index) => ({
    id: `e${String(index).padStart(5, '0')}`,
    district: pick(districts),
    connected: index < size.connected,
  }));
  const workshops = enterprises.flatMap((enterprise) =>
    Array.from({ length: size.workshopsEach }, (_, index) => ({
      ...enterprise,
      enterprise: enterprise.id,
      id: `${enterprise.id}-w${index}`,
    })),
  );
  const none = {
    uscc: null,
    town: null,
    size_class: null,
    sector: 'C36',
    chain: null,
    chain_role: null,
    address: null,
  };
  await insert(
    db,
    'registry_enterprises',
    enterprises.map(({ id, district, connected }) => ({
      ...record,
      ...none,
      id,
      district,
      name: `Enterprise ${id}`,
      name_key: id,
      plant_enterprise: connected ? `p-${id}` : null,
      merged_into: null,
      demonstration: 0,
      created_at: at,
    })),
  );
  await insert(
    db,
    'registry_workshops',
    workshops.map(({ id, enterprise, district, connected }) => {
      const plant_workshop = connected ? `p-${id}` : null;
      return { ...record, id, enterprise, district, site: null, name: `Workshop ${id}`, product: null, plant_workshop };
    }),
  );
  await insert(
    db,
    'registry_equipment',
    workshops.flatMap(({ id: workshop, enterprise }) =>
      Array.from({ length: size.equipmentEach }, (_, index) => ({
        ...record,
        state: 'in_use' as const,
        id: `${workshop}-q${index}`,
        enterprise,
        workshop,
        name: 'Lathe',
        model: null,
        process: null,
        quantity: 1 + Math.floor(draw() * 5),
        numerically_controlled: draw() < 0.1 ? null : Number(draw() < 0.7),
        networked: draw() < 0.4 ? null : Number(draw() < 0.5),
        key_process: Number(draw() < 0.3),
        plant_machine: null,
      })),
    ),
  );
  await insert(
    db,
    'figures',
    [...enterprises, ...workshops].flatMap(({ id }) =>
      (id.includes('-') ? ['mes_in_use'] : ['mes_in_use', 'maturity_level', 'operating_cost_change'])
        .filter(() => draw() < 0.6)
        .map((indicator) => ({
          ...provenance,
          id: `${id}-${indicator}`,
          subject_kind: id.includes('-') ? ('workshop' as const) : ('enterprise' as const),
          subject: id,
          indicator,
          value: indicator === 'maturity_level' ? Math.floor(draw() * 5) : draw() < 0.5 ? 1 : -0.2,
          from_date: null,
          to_date: null,
          document: null,
          note: null,
          superseded_at: null,
        })),
    ),
  );
  await buildProjects(db, workshops, draw);
  await insert(
    db,
    'certificates',
    workshops.filter(() => draw() < 0.15).map(({ id, enterprise, district }) => certificate(id, enterprise, district)),
  );
  await connect(
    db,
    store,
    enterprises.filter(({ connected }) => connected).map(({ id, district }) => ({ id, district })),
  );
}

type Draw = ReturnType<typeof random>;
interface Place {
  id: string;
  enterprise: string;
  district: string;
}

async function buildProjects(db: Kysely<Schema>, workshops: readonly Place[], draw: Draw): Promise<void> {
  const projects = Array.from({ length: size.projects }, (_, index) => {
    const workshop = workshops[Math.floor(draw() * workshops.length)] as Place;
    return { id: `r${index}`, workshop, finished: draw() < 0.4, money: Math.floor(draw() * 30_000_000) };
  });
  const empty = { stopped_in: null, stop_reason: null, description: null, supplier: null, go_live: null };
  await insert(
    db,
    'retrofit_projects',
    projects.map(({ id, workshop: { enterprise, district }, finished, money }) => ({
      ...empty,
      id,
      code: id,
      name: id,
      enterprise,
      district,
      type: 'comprehensive',
      stage: finished ? ('closed' as const) : ('implementation' as const),
      planned_yuan: money,
      paid_yuan: money,
      funding: '[]',
      responsible: '[]',
      blocked_since: null,
      blocked_reason: null,
      route: null,
      approval: 'approved' as const,
      submitted_at: null,
      approved_at: null,
      created_at: at,
      created_by: 'b',
      updated_at: at,
      revision: 1,
    })),
  );
  await insert(
    db,
    'retrofit_scopes',
    projects.map(({ id, workshop }) => ({ project: id, workshop: workshop.id, line: '' })),
  );
  const stages = ['diagnosis', 'plan', 'implementation', 'trial_run', 'acceptance'];
  await insert(
    db,
    'retrofit_stages',
    projects.flatMap(({ id, finished }) =>
      stages.slice(0, finished ? 5 : 3).map((stage, index) => {
        const day = new Date(Date.UTC(2023, index * 3, 1)).toISOString().slice(0, 10);
        return { project: id, stage, planned_from: day, planned_to: day, actual_from: day, actual_to: day };
      }),
    ),
  );
  const indicators = ['output_per_hour', 'quality_ratio', 'energy_per_good'];
  await insert(
    db,
    'effect_results',
    projects.slice(0, 2000).flatMap(({ id: project }) =>
      indicators.map((indicator) => ({
        project,
        indicator,
        computed_at: at,
        origin: 'measured' as const,
        verdict: 'effective' as const,
        reason: null,
        estimate: 0.03,
        low: 0.01,
        high: 0.05,
        error: 0.01,
        days_before: 60,
        days_after: 45,
        coverage: 0.97,
        details: JSON.stringify({ before: { value: 0.8 } }),
      })),
    ),
  );
}

function certificate(subject: string, enterprise: string, district: string) {
  return {
    id: `c-${subject}`,
    number: `c-${subject}`,
    application: null,
    scheme: 'cq-digital-workshop',
    version: 2,
    counts_as: 'digital_workshop',
    subject_kind: 'workshop' as const,
    subject,
    enterprise,
    district,
    issued_on: '2025-06-01',
    valid_until: null,
    state: 'valid' as const,
    warned_on: null,
    withdrawn_on: null,
    reason: null,
    origin: 'imported' as const,
    evidence: null,
    recorded_at: at,
    revision: 1,
  };
}

/** Their plant, days with facts, and for every other one a consent to its district's bureau. */
async function connect(
  db: Kysely<Schema>,
  store: TelemetryStore,
  enterprises: readonly { id: string; district: string }[],
): Promise<void> {
  const plant = await openPlant({ db, audit: createAudit(Date.now) });
  const codes = (id: string) => Array.from({ length: size.workshopsEach }, (_, index) => `p-${id}-w${index}`);
  const workshops = enterprises.flatMap(({ id }) => codes(id).map((code) => ({ id, code })));
  const machines = workshops.flatMap(({ code }) =>
    Array.from({ length: size.machines }, (_, index) => ({ line: code, code: `${code}-m${index}` })),
  );
  const site = { name: 'S', sector: 'C36', timeZone: 'Asia/Shanghai' };
  const applied = await plant.applyYaml(
    JSON.stringify({
      enterprises: Object.fromEntries(enterprises.map(({ id }) => [`p-${id}`, { name: id }])),
      sites: Object.fromEntries(
        enterprises.map(({ id, district }) => [`p-${id}`, { ...site, enterprise: `p-${id}`, district }]),
      ),
      workshops: Object.fromEntries(workshops.map(({ id, code }) => [code, { site: `p-${id}`, name: code }])),
      lines: Object.fromEntries(workshops.map(({ code }) => [code, { workshop: code, name: code }])),
      machines: Object.fromEntries(
        machines.map(({ line, code }) => [code, { line, name: code, idealCycleSeconds: 30 }]),
      ),
    }),
  );
  if (!applied.ok) throw new Error(JSON.stringify(applied.refusal));
  const to = Math.floor((Date.now() + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000;
  const from = to - days * dayMs;
  for (const part of inParts(machines, 100))
    await store.replaceFacts(
      'day',
      part.map(({ code: machine }) => ({
        machine,
        from,
        to,
        rows: Array.from({ length: days }, (_, day) => ({
          ...emptyFacts(),
          machine,
          start: from + day * dayMs,
          product: '',
          producingMs: dayMs / 2,
          unknownMs: dayMs / 2,
        })),
      })),
    );
  await insert(
    db,
    'consents',
    enterprises
      .filter((_, index) => index % 2 === 0)
      .map(({ id, district }) => ({
        id,
        enterprise: `p-${id}`,
        bureau: `district:${district}`,
        groups: '["workshop_kpis"]',
        purpose: 'bench',
        from_at: 0,
        until_at: Date.now() + 365 * dayMs,
        granted_at: 0,
        granted_by: 'b',
        withdrawn_at: null,
        withdrawn_by: null,
      })),
  );
}

async function insert<T extends keyof Schema>(db: Kysely<Schema>, table: T, rows: readonly object[]): Promise<void> {
  for (const part of inParts(rows))
    await db
      .insertInto(table)
      .values(part as never)
      .execute();
}
