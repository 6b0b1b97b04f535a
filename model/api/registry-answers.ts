// Owns what the registry answers: records with where they are from, rates of equipment, figures, duplicates, history.
import { z } from 'zod';
import {
  chainRoles,
  enterpriseStates,
  figureIndicatorNames,
  figureSubjects,
  origins,
  sizeClasses,
} from '../registry/index.ts';

/** Of a record or figure: from where, since when it is kept as it is (epoch ms), by whom. */
const provenance = { origin: z.enum(origins), since: z.number(), by: z.string() };
/** Counted up by every write; a write names the one it saw. */
const revised = { id: z.string(), revision: z.int(), ...provenance };
const openOrClosed = z.enum(['active', 'closed']);
/** Node of the plant whose data a record's is: its code, and its name where it still exists. */
const link = z.object({ code: z.string(), name: z.string().nullable() }).nullable();

export const enterpriseRecordSchema = z.object({
  ...revised,
  name: z.string(),
  uscc: z.string().nullable(),
  district: z.string(),
  town: z.string().nullable(),
  sizeClass: z.enum(sizeClasses).nullable(),
  sector: z.string().nullable(),
  chain: z.string().nullable(),
  chainRole: z.enum(chainRoles).nullable(),
  address: z.string().nullable(),
  plant: link,
  state: z.enum(enterpriseStates),
  mergedInto: z.string().nullable(),
  /** Made up for the demonstration. */
  demonstration: z.boolean(),
});
export type EnterpriseRecord = z.infer<typeof enterpriseRecordSchema>;

export const enterpriseRowSchema = enterpriseRecordSchema.extend({
  /** Those that are not closed. */
  workshops: z.int(),
  projects: z.int(),
  /** In force. */
  certificates: z.int(),
});
export type EnterpriseRow = z.infer<typeof enterpriseRowSchema>;

export const siteRecordSchema = z.object({
  ...revised,
  enterprise: z.string(),
  name: z.string(),
  district: z.string(),
  town: z.string().nullable(),
  address: z.string().nullable(),
  plant: link,
  state: openOrClosed,
});
export type SiteRecord = z.infer<typeof siteRecordSchema>;

export const workshopRecordSchema = z.object({
  ...revised,
  enterprise: z.string(),
  site: z.string().nullable(),
  name: z.string(),
  district: z.string(),
  product: z.string().nullable(),
  plant: link,
  state: openOrClosed,
});
export type WorkshopRecord = z.infer<typeof workshopRecordSchema>;

export const equipmentRecordSchema = z.object({
  ...revised,
  workshop: z.string(),
  name: z.string(),
  model: z.string().nullable(),
  process: z.string().nullable(),
  quantity: z.int(),
  numericallyControlled: z.boolean().nullable(),
  networked: z.boolean().nullable(),
  keyProcess: z.boolean().nullable(),
  plant: link,
  state: z.enum(['in_use', 'removed']),
});
export type EquipmentRecord = z.infer<typeof equipmentRecordSchema>;

export const contactRecordSchema = z.object({
  ...revised,
  enterprise: z.string(),
  name: z.string(),
  position: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  state: z.enum(['active', 'removed']),
});
export type ContactRecord = z.infer<typeof contactRecordSchema>;

export const figureRecordSchema = z.object({
  id: z.string(),
  ...provenance,
  subject: z.enum(figureSubjects),
  subjectId: z.string(),
  indicator: z.enum(figureIndicatorNames),
  value: z.number(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  note: z.string().nullable(),
  document: z.string().nullable(),
  /** When a later one took its place; null: it counts. */
  supersededAt: z.number().nullable(),
});
export type FigureRecord = z.infer<typeof figureRecordSchema>;

const rate = z.object({ count: z.int(), of: z.int(), unsaid: z.int(), rate: z.number().nullable() });
export const equipmentRatesSchema = z.object({
  pieces: z.int(),
  nc: rate,
  keyProcessNc: rate,
  networked: rate,
  keyProcess: rate,
});

/** Pieces whose own machine of the plant was heard, of all pieces: from telemetry, not from the list. */
export const measuredNetworkedSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('measured'),
    count: z.int(),
    of: z.int(),
    rate: z.number().nullable(),
    /** When the last of them was heard, epoch ms; null: none was. */
    heardAt: z.number().nullable(),
  }),
  /** The enterprise did not agree that this bureau sees it. */
  z.object({ state: z.literal('not_shared') }),
  z.object({ state: z.literal('not_connected') }),
]);

const may = z.object({
  /** Change the record and what lies in it. */
  write: z.boolean(),
  /** What the bureau does: district, credit code, link, closing, merging. */
  official: z.boolean(),
});

const projectLine = z.object({ id: z.string(), code: z.string(), name: z.string(), stage: z.string() });
const certificateLine = z.object({
  id: z.string(),
  number: z.string(),
  countsAs: z.string(),
  state: z.string(),
  issuedOn: z.string(),
  validUntil: z.string().nullable(),
});
/** The latest 20 of each, and how many there are. */
const about = {
  projects: z.array(projectLine),
  certificates: z.array(certificateLine),
  counts: z.object({ projects: z.int(), certificates: z.int(), applications: z.int() }),
};

export const enterpriseDetailSchema = z.object({
  enterprise: enterpriseRecordSchema,
  sites: z.array(siteRecordSchema),
  workshops: z.array(workshopRecordSchema.extend({ rates: equipmentRatesSchema })),
  /** Of workshops that are not closed. */
  rates: equipmentRatesSchema,
  /** Where the lists the rates are of were last written from; null: there is nothing on them. */
  listed: z.object(provenance).nullable(),
  networked: measuredNetworkedSchema,
  /** Those that count. */
  figures: z.array(figureRecordSchema),
  ...about,
  may,
});
export type EnterpriseDetail = z.infer<typeof enterpriseDetailSchema>;

export const workshopDetailSchema = z.object({
  workshop: workshopRecordSchema,
  enterprise: enterpriseRecordSchema.pick({ id: true, name: true, state: true, district: true }),
  site: siteRecordSchema.pick({ id: true, name: true }).nullable(),
  equipment: z.array(equipmentRecordSchema),
  rates: equipmentRatesSchema,
  /** Where the lists the rates are of were last written from; null: there is nothing on them. */
  listed: z.object(provenance).nullable(),
  networked: measuredNetworkedSchema,
  figures: z.array(figureRecordSchema),
  ...about,
  may,
});
export type WorkshopDetail = z.infer<typeof workshopDetailSchema>;

/**
 * Why two may be one: `name`, the same but for its legal form; `similar`, names of one district that are alike; `phone`, a contact's
 * number; `plant`, a site of the one is linked to the plant of the other.
 */
export const duplicateReasons = ['name', 'similar', 'phone', 'plant'] as const;
export type DuplicateReason = (typeof duplicateReasons)[number];

export const duplicatePairSchema = z.object({
  first: enterpriseRowSchema,
  second: enterpriseRowSchema,
  reasons: z.array(z.enum(duplicateReasons)),
  /** Of their names, 0 to 1. */
  similarity: z.number(),
});
export type DuplicatePair = z.infer<typeof duplicatePairSchema>;

export const historyEntrySchema = z.object({
  at: z.number(),
  by: z.string(),
  action: z.string(),
  kind: z.string(),
  code: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
