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
  registry_enterprises: named('registry_enterprises', 'id'),
  registry_sites: named('registry_sites', 'id'),
  registry_workshops: named('registry_workshops', 'id'),
  registry_equipment: named('registry_equipment', 'id'),
  registry_contacts: named('registry_contacts', 'id'),
  figures: named('figures', 'id'),
  registry_imports: named('registry_imports', 'id'),
  registry_import_rows: named('registry_import_rows', 'import', 'row'),
  registry_distinct: named('registry_distinct', 'first', 'second'),
  documents: named('documents', 'id'),
  document_parts: named('document_parts', 'document', 'part'),
  retrofit_projects: named('retrofit_projects', 'id'),
  retrofit_scopes: named('retrofit_scopes', 'project', 'workshop', 'line'),
  retrofit_stages: named('retrofit_stages', 'project', 'stage'),
  retrofit_milestones: named('retrofit_milestones', 'id'),
  retrofit_events: numbered('retrofit_events'),
  effect_plans: named('effect_plans', 'project'),
  effect_results: named('effect_results', 'project', 'indicator', 'origin'),
  recognition_schemes: named('recognition_schemes', 'id', 'version'),
  recognition_confirmations: numbered('recognition_confirmations'),
  recognition_evaluations: named('recognition_evaluations', 'subject_kind', 'subject', 'scheme'),
  recognition_applications: named('recognition_applications', 'id'),
  recognition_events: numbered('recognition_events'),
  evidence_packages: named('evidence_packages', 'id'),
  certificates: named('certificates', 'id'),
  certificate_checks: named('certificate_checks', 'id'),
  recognition_sequences: named('recognition_sequences', 'name'),
  targets: named('targets', 'year', 'region', 'indicator'),
  target_snapshots: named('target_snapshots', 'month', 'region', 'indicator'),
  target_corrections: named('target_corrections', 'id'),
  reports: named('reports', 'id'),
};

/** Of older versions: they are in databases that are not up to date, and in what was saved of them. */
const former: readonly Table[] = [numbered('changes')];

export const tables: readonly Table[] = [...Object.values(listed), ...former];
