// Owns the migration for retrofit projects and their effect.
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';
import { createTables } from './tables.ts';

export function retrofit(engine: Engine): Migration {
  return { up: (db) => createTables(db, engine, tables) };
}

const tables = {
  retrofit_projects: {
    columns: {
      id: 'text',
      code: 'text',
      name: 'text',
      enterprise: 'text',
      district: 'text',
      type: 'text',
      stage: 'text',
      stopped_in: 'text?',
      stop_reason: 'text?',
      description: 'text?',
      planned_yuan: 'real',
      paid_yuan: 'real',
      funding: 'text',
      supplier: 'text?',
      responsible: 'text',
      go_live: 'text?',
      blocked_since: 'moment?',
      blocked_reason: 'text?',
      route: 'text?',
      approval: 'text',
      submitted_at: 'moment?',
      approved_at: 'moment?',
      created_at: 'moment',
      created_by: 'text',
      updated_at: 'moment',
      revision: 'integer',
    },
    key: ['id'],
    unique: [['code']],
    indexes: [
      // All that is counted for a cockpit is read from the index alone.
      ['district', 'stage', 'approval', 'enterprise', 'id', 'planned_yuan', 'paid_yuan', 'blocked_since'],
      ['approval', 'approved_at', 'district'],
      ['enterprise'],
    ],
  },
  retrofit_scopes: {
    columns: {
      project: 'text',
      workshop: 'text',
      line: 'text',
    },
    key: ['project', 'workshop', 'line'],
    indexes: [['workshop']],
  },
  retrofit_stages: {
    columns: {
      project: 'text',
      stage: 'text',
      planned_from: 'text?',
      planned_to: 'text?',
      actual_from: 'text?',
      actual_to: 'text?',
    },
    key: ['project', 'stage'],
    indexes: [
      ['stage', 'actual_to', 'actual_from'],
      ['project', 'stage', 'planned_to', 'actual_from'],
    ],
  },
  retrofit_milestones: {
    columns: {
      id: 'text',
      project: 'text',
      name: 'text',
      due: 'text',
      done: 'text?',
      removed_at: 'moment?',
    },
    key: ['id'],
    indexes: [['project']],
  },
  retrofit_events: {
    columns: {
      project: 'text',
      at: 'moment',
      actor: 'text',
      actor_name: 'text',
      kind: 'text',
      details: 'text',
    },
    indexes: [['project', 'id']],
  },
  effect_plans: {
    columns: {
      project: 'text',
      baseline_from: 'text',
      baseline_to: 'text',
      exclusion_from: 'text',
      exclusion_to: 'text',
      after_to: 'text?',
      minimum_coverage: 'real',
      indicators: 'text',
      control_lines: 'text',
      adjustments: 'text',
      registered_at: 'moment',
      registered_by: 'text',
      locked_at: 'moment?',
      measured_at: 'moment?',
      machines: 'text',
      revision: 'integer',
    },
    key: ['project'],
  },
  effect_results: {
    columns: {
      project: 'text',
      indicator: 'text',
      computed_at: 'moment',
      origin: 'text',
      verdict: 'text',
      reason: 'text?',
      estimate: 'real?',
      low: 'real?',
      high: 'real?',
      error: 'real?',
      days_before: 'integer',
      days_after: 'integer',
      coverage: 'real?',
      details: 'text',
    },
    key: ['project', 'indicator', 'origin'],
  },
} as const;
