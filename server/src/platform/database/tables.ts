// Owns the list of tables whose rows are copied from one database to another, in the order in which they refer to each other.
import type { Schema } from './schema.ts';

export interface Table {
  name: string;
  /** Columns that identify a row, in whose order rows are read. */
  key: readonly string[];
  /** The key is a number the database gives out; a copy gets a number of its own, and nothing refers to it. */
  numbered: boolean;
  /** It has one row, from the first: a copy takes its place. */
  single: boolean;
}

const named = (name: string, ...key: string[]): Table => ({ name, key, numbered: false, single: false });
const numbered = (name: string): Table => ({ name, key: ['id'], numbered: true, single: false });
const single = (name: string): Table => ({ name, key: ['id'], numbered: false, single: true });

/** What the processes of one installation say among themselves, and no copy of it needs. */
type OwnToInstallation =
  | 'plant_revision'
  | 'lease_members'
  | 'leases'
  | 'fold_horizons'
  | 'access_revision'
  | 'device_credential_revision'
  // Signed in is who signed in there.
  | 'setup'
  | 'sessions'
  | 'tickets'
  | 'provider_attempts';

/** Every other table there is: one that is missing here does not compile. */
const listed: Record<Exclude<keyof Schema, OwnToInstallation>, Table> = {
  enterprises: named('enterprises', 'code'),
  calendars: named('calendars', 'code'),
  sites: named('sites', 'code'),
  workshops: named('workshops', 'code'),
  lines: named('lines', 'code'),
  machines: named('machines', 'code'),
  definitions: named('definitions', 'workshop', 'version'),
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
  users: named('users', 'id'),
  recovery_codes: named('recovery_codes', 'user_id', 'hash'),
  grants: named('grants', 'user_id', 'role', 'scope'),
  links: named('links', 'token_hash'),
  api_tokens: named('api_tokens', 'id'),
  consents: named('consents', 'id'),
  disclosures: numbered('disclosures'),
  audit_entries: named('audit_entries', 'id'),
  audit_head: single('audit_head'),
  device_credentials: named('device_credentials', 'username'),
  device_credential_use: named('device_credential_use', 'username'),
};

/** Of older versions: they are in databases that are not up to date, and in what was saved of them. */
const former: readonly Table[] = [numbered('changes')];

export const tables: readonly Table[] = [...Object.values(listed), ...former];
