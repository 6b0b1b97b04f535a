// Owns the types of every table. Times are epoch ms, JSON is text, booleans are 0 or 1: the subset SQLite and PostgreSQL share.
import type { Generated, Insertable, Selectable } from 'kysely';
import type { RecognitionSchema } from './schema/recognition.ts';
import type { RegistrySchema } from './schema/registry.ts';
import type { RetrofitSchema } from './schema/retrofit.ts';
import type { TargetsSchema } from './schema/targets.ts';

export interface EnterpriseTable {
  code: string;
  name: string;
}

export interface SiteTable {
  code: string;
  enterprise: string;
  name: string;
  district: string;
  sector: string;
  time_zone: string;
}

export interface CalendarTable {
  code: string;
  name: string;
  /** JSON: everything of the calendar but code and name. */
  terms: string;
}

export interface WorkshopTable {
  code: string;
  site: string;
  name: string;
  calendar: string | null;
  /** JSON. */
  target: string | null;
}

export interface LineTable {
  code: string;
  workshop: string;
  name: string;
}

export interface MachineTable {
  code: string;
  line: string;
  name: string;
  ideal_cycle_seconds: number;
  /** 0 or 1; null: not said. */
  outlet: number | null;
  /** JSON. */
  signal_map: string | null;
}

export interface DefinitionTable {
  workshop: string;
  version: number;
  effective_from: number;
  /** JSON: the definition's terms. */
  terms: string;
}

export interface PlantChangeTable {
  id: Generated<number>;
  /** JSON: array of machine codes. */
  machines: string;
  reason: 'definition' | 'calendar' | 'machine';
  from_ms: number;
}

/** One row. */
export interface PlantRevisionTable {
  id: number;
  /** Writes of the plant so far. */
  revision: number;
}

export interface JobTable {
  id: Generated<number>;
  kind: string;
  key: string;
  /** JSON. */
  payload: string;
  state: 'waiting' | 'running' | 'dead';
  attempts: number;
  /** Waiting: not before this moment. Dead: when it died. */
  run_at: number;
  created_at: number;
  /** Message of the last failure. */
  error: string | null;
}

export interface PendingTable {
  site: string;
  machine: string;
  reason: 'unknown' | 'other_site';
  first_seen_at: number;
  last_seen_at: number;
  messages: number;
  /** JSON: array of signal names. */
  signals: string;
}

export interface RefusedTable {
  id: Generated<number>;
  at: number;
  topic: string;
  reason: string;
  detail: string;
  excerpt: string;
  bytes: number;
}

export interface QuarantineTable {
  id: Generated<number>;
  received_at: number;
  site: string;
  machine: string;
  signal: string;
  at: number | null;
  value: string;
  reason: string;
}

export interface FoldProgressTable {
  machine: string;
  watermark: number;
}

export interface LateRangeTable {
  id: Generated<number>;
  machine: string;
  from_ms: number;
  to_ms: number;
  reason: string;
}

export interface RestatementTable {
  id: Generated<number>;
  at: number;
  machine: string;
  shift_from: number;
  shift_to: number;
  reason: string;
  /** JSON: facts. */
  before: string;
  /** JSON: facts. */
  after: string;
}

export interface DirtyMarkTable {
  id: Generated<number>;
  site: string;
  /** JSON: array of [machine, from, to]. */
  marks: string;
}

export interface FoldHorizonTable {
  site: string;
  /** Moment up to which the site is folded. */
  at: number;
}

export interface EdgeNodeTable {
  site: string;
  node: string;
  /** Latest NBIRTH, by the server's clock. */
  born_at: number;
}

export interface DeviceCredentialTable {
  /** `{site}/{name}`. */
  username: string;
  /** Empty: the site is gone, or came to another enterprise; the credential was revoked then and is nobody's. */
  site: string;
  name: string;
  kind: 'node' | 'device';
  /** JSON: array of machine codes; null: all of the site's. */
  machines: string | null;
  method: 'password' | 'certificate';
  /** SHA-256 of the secret, hex; null: no password, or revoked. */
  secret_hash: string | null;
  /** SHA-256 of the certificate (DER), lower-case hex; null: no certificate, or revoked. */
  fingerprint: string | null;
  /** Serial number in the certificate's subject. */
  serial: string | null;
  /** As the three above, from before the last rotation, taken until `previous_until`. */
  previous_hash: string | null;
  previous_fingerprint: string | null;
  previous_serial: string | null;
  previous_until: number | null;
  /** The secret as Mosquitto's dynamic-security plugin keeps it: PBKDF2, base64. */
  broker_hash: string | null;
  broker_salt: string | null;
  /** The secret, sealed, until the broker has taken the row; empty: nothing in it is secret; null: the broker has taken it. */
  sealed: string | null;
  created_at: number;
  rotated_at: number | null;
  expires_at: number | null;
  issued_by: string;
  revoked_at: number | null;
  revoked_by: string | null;
  /** Write of any credential that made this row what it is. */
  revision: number;
}

/** Apart from the credentials: written far more often, and by everybody. */
export interface DeviceCredentialUseTable {
  username: string;
  last_used_at: number;
}

/** One row. */
export interface DeviceCredentialRevisionTable {
  id: number;
  revision: number;
}

/** Processes that share things of a kind among themselves. */
export interface LeaseMemberTable {
  kind: string;
  member: string;
  /** By the database's clock. */
  until: number;
}

export interface LeaseTable {
  kind: string;
  name: string;
  member: string;
  /** By the database's clock. */
  until: number;
}

export interface UserTable {
  id: string;
  /** Folded to lower case. */
  login: string;
  name: string;
  language: string | null;
  state: 'invited' | 'active' | 'disabled';
  /** PHC string of argon2id; null: none set, or signed in through a provider. */
  password_hash: string | null;
  /** Sealed. */
  totp_secret: string | null;
  /** Null: begun, not in force. */
  totp_confirmed_at: number | null;
  /** Last time step a code was taken of: none is taken twice. */
  totp_last_step: number | null;
  provider: string | null;
  provider_subject: string | null;
  created_at: number;
  last_sign_in_at: number | null;
  /** Wrong passwords and codes since the last sign-in. */
  failures: Generated<number>;
  locked_until: number | null;
}

export interface RecoveryCodeTable {
  user_id: string;
  hash: string;
  used_at: number | null;
}

export interface GrantTable {
  user_id: string;
  role: string;
  /** `platform` or `<level>:<code>`. */
  scope: string;
  granted_at: number;
  granted_by: string;
}

/** One row until the first account is made. */
export interface SetupTable {
  id: number;
  token_hash: string;
  created_at: number;
}

export interface SessionTable {
  id: string;
  user_id: string;
  token_hash: string;
  /** The token before the last rotation, taken until `previous_until` from requests that were on their way. */
  previous_hash: string | null;
  previous_until: number | null;
  address: string;
  user_agent: string;
  method: string;
  created_at: number;
  rotated_at: number;
  last_seen_at: number;
  idle_expires_at: number;
  expires_at: number;
}

export interface LinkTable {
  token_hash: string;
  user_id: string;
  kind: 'invitation' | 'reset';
  created_by: string;
  expires_at: number;
}

/** A sign-in that still needs the second factor. */
export interface TicketTable {
  token_hash: string;
  user_id: string;
  method: string;
  attempts: number;
  expires_at: number;
}

export interface ProviderAttemptTable {
  state_hash: string;
  provider: string;
  nonce: string;
  verifier: string;
  /** Of the cookie that ties it to the browser. */
  browser_hash: string;
  to_path: string | null;
  expires_at: number;
}

export interface ApiTokenTable {
  id: string;
  user_id: string;
  token_hash: string;
  name: string;
  start: string;
  /** JSON: array of permissions. */
  permissions: string;
  scope: string | null;
  created_at: number;
  last_used_at: number | null;
  expires_at: number;
}

export interface ConsentTable {
  id: string;
  enterprise: string;
  /** `platform` or `district:<code>`. */
  bureau: string;
  /** JSON: array of field groups. */
  groups: string;
  purpose: string;
  from_at: number;
  until_at: number;
  granted_at: number;
  granted_by: string;
  withdrawn_at: number | null;
  withdrawn_by: string | null;
}

export interface DisclosureTable {
  id: Generated<number>;
  at: number;
  enterprise: string;
  consent: string;
  bureau: string;
  actor: string;
  actor_name: string;
  permission: string;
  action: string;
  scope: string;
  from_at: number | null;
  to_at: number | null;
  /** Times it was seen, and the last of them: who looks on for a while is one row a minute. */
  count: number;
  last_at: number;
}

/** One row: changes of accounts, grants and consents so far. */
export interface AccessRevisionTable {
  id: number;
  revision: number;
}

/** Appended only; each hash covers the one before. */
export interface AuditEntryTable {
  /** Counted without gaps from 1. */
  id: number;
  at: number;
  actor: string;
  actor_name: string;
  action: string;
  outcome: 'done' | 'refused';
  kind: string;
  code: string;
  scope: string | null;
  /** In which the node lies or lay; empty: not known when it was written; null: it belongs to no enterprise. */
  enterprise: string | null;
  /** JSON. */
  before: string | null;
  /** JSON. */
  after: string | null;
  address: string | null;
  hash: string;
}

/** One row. */
export interface AuditHeadTable {
  id: number;
  entries: number;
  hash: string;
}

export interface Schema extends RegistrySchema, RetrofitSchema, RecognitionSchema, TargetsSchema {
  enterprises: EnterpriseTable;
  sites: SiteTable;
  calendars: CalendarTable;
  workshops: WorkshopTable;
  lines: LineTable;
  machines: MachineTable;
  definitions: DefinitionTable;
  plant_changes: PlantChangeTable;
  plant_revision: PlantRevisionTable;
  jobs: JobTable;
  pending: PendingTable;
  refused: RefusedTable;
  quarantine: QuarantineTable;
  fold_progress: FoldProgressTable;
  late_ranges: LateRangeTable;
  restatements: RestatementTable;
  dirty_marks: DirtyMarkTable;
  fold_horizons: FoldHorizonTable;
  edge_nodes: EdgeNodeTable;
  device_credentials: DeviceCredentialTable;
  device_credential_use: DeviceCredentialUseTable;
  device_credential_revision: DeviceCredentialRevisionTable;
  lease_members: LeaseMemberTable;
  leases: LeaseTable;
  users: UserTable;
  recovery_codes: RecoveryCodeTable;
  grants: GrantTable;
  setup: SetupTable;
  sessions: SessionTable;
  links: LinkTable;
  tickets: TicketTable;
  provider_attempts: ProviderAttemptTable;
  api_tokens: ApiTokenTable;
  consents: ConsentTable;
  disclosures: DisclosureTable;
  access_revision: AccessRevisionTable;
  audit_entries: AuditEntryTable;
  audit_head: AuditHeadTable;
}

export type Row<T extends keyof Schema> = Selectable<Schema[T]>;
export type NewRow<T extends keyof Schema> = Insertable<Schema[T]>;
