// Owns the tables of the registry a bureau keeps: enterprises, their sites, workshops, equipment and contacts, declared figures, imports.

/** Where a record or figure is from, since when, by whom. */
export interface ProvenanceColumns {
  origin: 'measured' | 'declared' | 'imported';
  /** Since when it is kept as it is, epoch ms. */
  recorded_at: number;
  /** As in the audit log. */
  recorded_by: string;
  recorded_by_name: string;
  /** Import it came by. */
  import: string | null;
}

interface RevisedColumns {
  /** Counted up by every write; a write names the one it saw. */
  revision: number;
}

export interface RegistryEnterpriseTable extends ProvenanceColumns, RevisedColumns {
  id: string;
  name: string;
  /** Folded for finding it: no spaces, half width, lower case, without the legal form. */
  name_key: string;
  /** Unified social credit code (GB 32100), unique; null: not known. */
  uscc: string | null;
  /** Code of the region. */
  district: string;
  town: string | null;
  size_class: string | null;
  /** GB/T 4754 code. */
  sector: string | null;
  chain: string | null;
  chain_role: string | null;
  address: string | null;
  /** Code of the enterprise of the plant whose data is this one's; null: it is not connected. */
  plant_enterprise: string | null;
  state: 'active' | 'closed' | 'merged';
  merged_into: string | null;
  /** 0 or 1: made up for the demonstration. */
  demonstration: number;
  created_at: number;
}

export interface RegistrySiteTable extends ProvenanceColumns, RevisedColumns {
  id: string;
  enterprise: string;
  name: string;
  district: string;
  town: string | null;
  address: string | null;
  plant_site: string | null;
  state: 'active' | 'closed';
}

export interface RegistryWorkshopTable extends ProvenanceColumns, RevisedColumns {
  id: string;
  enterprise: string;
  site: string | null;
  name: string;
  /** Of its site, or else its enterprise: kept with it so that lists and counts read one table. */
  district: string;
  product: string | null;
  plant_workshop: string | null;
  state: 'active' | 'closed';
}

export interface RegistryEquipmentTable extends ProvenanceColumns, RevisedColumns {
  id: string;
  enterprise: string;
  workshop: string;
  name: string;
  model: string | null;
  process: string | null;
  /** Pieces of the same kind. */
  quantity: number;
  /** 0 or 1; null: not said. */
  numerically_controlled: number | null;
  networked: number | null;
  key_process: number | null;
  plant_machine: string | null;
  state: 'in_use' | 'removed';
}

export interface RegistryContactTable extends ProvenanceColumns, RevisedColumns {
  id: string;
  enterprise: string;
  name: string;
  position: string | null;
  phone: string | null;
  email: string | null;
  state: 'active' | 'removed';
}

/** A figure of an enterprise, workshop or project; a later one of the same indicator and period supersedes it, both are kept. */
export interface FigureTable extends ProvenanceColumns {
  id: string;
  subject_kind: 'enterprise' | 'workshop' | 'project';
  subject: string;
  indicator: string;
  /** In the unit of its indicator; yes and no are 1 and 0. */
  value: number;
  /** ISO dates it is about; null: as of `recorded_at`. */
  from_date: string | null;
  to_date: string | null;
  document: string | null;
  note: string | null;
  superseded_at: number | null;
}

export interface RegistryImportTable {
  id: string;
  kind: 'enterprises' | 'workshops' | 'equipment' | 'projects';
  /** District of who imports; null: the whole city, or an enterprise. */
  district: string | null;
  /** Enterprise of the plant whose people import for it alone. */
  plant_enterprise: string | null;
  file_name: string;
  /** The file as it came. */
  document: string;
  sha256: string;
  /** Sheet somebody chose; null: the first whose header is known. */
  sheet: string | null;
  state: 'checking' | 'previewed' | 'running' | 'done' | 'failed' | 'dropped';
  /** JSON: rows, checked, create, change, none, reject, applied. */
  counts: string;
  /** JSON: array of {code, detail}, what is wrong with the file as a whole. */
  problems: string;
  /** JSON: how the file was read: sheets, sheet, header, columns, unknown; null: not yet. */
  layout: string | null;
  created_at: number;
  created_by: string;
  created_by_name: string;
  /** Who applied or dropped it. */
  decided_at: number | null;
  decided_by: string | null;
  decided_by_name: string | null;
  finished_at: number | null;
  error: string | null;
}

export interface RegistryImportRowTable {
  import: string;
  /** As counted in the file, from 1. */
  row: number;
  /** JSON: {cells, values}, what was read of it and what that means. */
  data: string;
  /** JSON: array of {column, letters, value, code, about}; empty: it is accepted. */
  problems: string;
  /** JSON: array of {column, code}, what is remarkable though accepted. */
  notes: string;
  /** JSON: by field {from, to}. */
  changes: string;
  action: 'create' | 'change' | 'none' | 'reject';
  /** Record it changes, or that is made of it. */
  record: string | null;
  /** Of the record when the row was checked. */
  revision: number | null;
  applied_at: number | null;
}

/** Two enterprises somebody looked at and found to be two. */
export interface RegistryDistinctTable {
  /** The lesser id of the two. */
  first: string;
  second: string;
  decided_at: number;
  decided_by: string;
}

export interface DocumentTable {
  id: string;
  subject_kind: 'project' | 'application' | 'figure' | 'report' | 'enterprise' | 'import';
  subject: string;
  name: string;
  media_type: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  uploaded_at: number;
  uploaded_by: string;
  uploaded_by_name: string;
  removed_at: number | null;
  removed_by: string | null;
}

/** Content in pieces, base64: the subset of both databases, and of backups. */
export interface DocumentPartTable {
  document: string;
  part: number;
  content: string;
}

export interface RegistrySchema {
  registry_enterprises: RegistryEnterpriseTable;
  registry_sites: RegistrySiteTable;
  registry_workshops: RegistryWorkshopTable;
  registry_equipment: RegistryEquipmentTable;
  registry_contacts: RegistryContactTable;
  figures: FigureTable;
  registry_imports: RegistryImportTable;
  registry_import_rows: RegistryImportRowTable;
  registry_distinct: RegistryDistinctTable;
  documents: DocumentTable;
  document_parts: DocumentPartTable;
}
