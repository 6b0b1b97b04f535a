// Owns the list of tables whose rows are copied from one database to another, in the order in which they refer to each other.
import type { Schema } from './schema.ts';

export interface Table {
  name: keyof Schema;
  /** Columns that identify a row, in whose order rows are read. */
  key: readonly string[];
  /** The key is a number the database gives out; a copy gets a number of its own, and nothing refers to it. */
  numbered: boolean;
}

const named = (name: keyof Schema, ...key: string[]): Table => ({ name, key, numbered: false });
const numbered = (name: keyof Schema): Table => ({ name, key: ['id'], numbered: true });

/** What the processes of one installation say among themselves, and no copy of it needs. */
type OwnToInstallation = 'plant_revision' | 'lease_members' | 'leases' | 'fold_horizons' | 'device_credential_revision';

/** Every other table there is: one that is missing here does not compile. */
const listed: Record<Exclude<keyof Schema, OwnToInstallation>, Table> = {
  enterprises: named('enterprises', 'code'),
  calendars: named('calendars', 'code'),
  sites: named('sites', 'code'),
  workshops: named('workshops', 'code'),
  lines: named('lines', 'code'),
  machines: named('machines', 'code'),
  definitions: named('definitions', 'workshop', 'version'),
  changes: numbered('changes'),
  plant_changes: numbered('plant_changes'),
  jobs: numbered('jobs'),
  pending: named('pending', 'site', 'machine'),
  refused: numbered('refused'),
  quarantine: numbered('quarantine'),
  fold_progress: named('fold_progress', 'machine'),
  late_ranges: numbered('late_ranges'),
  restatements: numbered('restatements'),
  dirty_marks: numbered('dirty_marks'),
  edge_nodes: named('edge_nodes', 'site', 'node'),
  device_credentials: named('device_credentials', 'username'),
  device_credential_use: named('device_credential_use', 'username'),
};

export const tables: readonly Table[] = Object.values(listed);
