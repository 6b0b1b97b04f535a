// Owns the migration for yearly plans, frozen months and reports.
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';
import { createTables } from './tables.ts';

export function targets(engine: Engine): Migration {
  return { up: (db) => createTables(db, engine, tables) };
}

const tables = {
  targets: {
    columns: {
      year: 'integer',
      region: 'text',
      indicator: 'text',
      plan: 'real?',
      set_at: 'moment',
      set_by: 'text',
      set_by_name: 'text',
      revision: 'integer',
    },
    key: ['year', 'region', 'indicator'],
  },
  target_snapshots: {
    columns: {
      month: 'text',
      region: 'text',
      indicator: 'text',
      plan: 'real?',
      achieved: 'real',
      pipeline: 'real?',
      forecast: 'real?',
      frozen_at: 'moment',
    },
    key: ['month', 'region', 'indicator'],
  },
  target_corrections: {
    columns: {
      id: 'text',
      month: 'text',
      region: 'text',
      indicator: 'text',
      at: 'moment',
      before: 'real',
      after: 'real',
      reason: 'text',
    },
    key: ['id'],
    indexes: [['month', 'region']],
  },
  reports: {
    columns: {
      id: 'text',
      month: 'text',
      region: 'text',
      language: 'text',
      state: 'text',
      created_at: 'moment',
      created_by: 'text',
      created_by_name: 'text',
      finished_at: 'moment?',
      pdf_document: 'text?',
      excel_document: 'text?',
      error: 'text?',
    },
    key: ['id'],
    indexes: [['region', 'month']],
  },
} as const;
