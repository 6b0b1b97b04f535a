// Owns the form of the registry's records, as somebody writes them: enterprises, sites, workshops, equipment, contacts.
import { z } from 'zod';
import { codeSchema, nameSchema } from '../plant/index.ts';
import { sizeClasses } from './size-class.ts';
import { foldUscc, type UsccProblem, usccProblem } from './uscc.ts';
import { chainRoles } from './words.ts';

const usccReasons: Readonly<Record<UsccProblem, string>> = {
  length: 'must be 18 characters',
  character: 'must be digits and capital letters without I, O, S, V and Z, the 3rd to 8th of them digits (GB 32100)',
  check: 'its check character does not follow from the others (GB 32100): one of them is wrong',
};

/** Folded, with its check character right. */
export const usccSchema = z
  .string()
  .max(60)
  .transform(foldUscc)
  .superRefine((code, context) => {
    const problem = usccProblem(code);
    if (problem) context.addIssue({ code: 'custom', message: usccReasons[problem] });
  });

/** A line of text, or nothing; what is empty is nothing. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .default(null);

/** Ids of the registry are given out by the server. */
export const recordIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'is not an id of the registry');

/** Codes of districts, sectors and chains are looked up where the files that list them are known. */
export const enterpriseFields = {
  name: nameSchema,
  uscc: usccSchema.nullable().default(null),
  /** Code or name of the region. */
  district: z.string().trim().min(1).max(60),
  town: line(60),
  sizeClass: z.enum(sizeClasses).nullable().default(null),
  /** GB/T 4754 code with or without its letter. */
  sector: line(60),
  /** Code or name. */
  chain: line(60),
  chainRole: z.enum(chainRoles).nullable().default(null),
  address: line(200),
} as const;

export const enterpriseSchema = z.object(enterpriseFields);
export type EnterpriseInput = z.infer<typeof enterpriseSchema>;

export const siteFields = {
  name: nameSchema,
  /** Absent: that of its enterprise. */
  district: line(60),
  town: line(60),
  address: line(200),
} as const;
export const siteSchema = z.object(siteFields);
export type SiteInput = z.infer<typeof siteSchema>;

export const workshopFields = {
  name: nameSchema,
  /** Id of a site of the same enterprise. */
  site: recordIdSchema.nullable().default(null),
  product: line(200),
} as const;
export const workshopSchema = z.object(workshopFields);
export type WorkshopInput = z.infer<typeof workshopSchema>;

const said = z.boolean().nullable().default(null);

export const equipmentFields = {
  name: nameSchema,
  model: line(120),
  process: line(120),
  /** Pieces of the same kind. */
  quantity: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(100_000, 'must be at most 100000')
    .default(1),
  /** Null: not said. */
  numericallyControlled: said,
  networked: said,
  keyProcess: said,
} as const;
export const equipmentSchema = z.object(equipmentFields);
export type EquipmentInput = z.infer<typeof equipmentSchema>;

export const contactFields = {
  name: nameSchema,
  position: line(60),
  phone: line(40).refine(
    (phone) => phone === null || /^\+?[\d\s()/-]{5,40}$/.test(phone),
    'must be 5 to 40 digits, spaces, "(", ")", "-", "/", with "+" at most in front',
  ),
  email: line(120).refine(
    (email) => email === null || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email),
    'must be an address such as name@example.com',
  ),
} as const;
export const contactSchema = z.object(contactFields);
export type ContactInput = z.infer<typeof contactSchema>;

/** Revision of a record that a change was made from. */
export const revisionSchema = z.int().min(1);

/** Node of the plant whose data a record's is; null: none, or not any more. */
export const linkSchema = codeSchema.nullable();

/** Digits of a phone number, without those of China in front: by which contacts are the same. Null where it is too short to tell. */
export function phoneKey(phone: string | null): string | null {
  const digits = (phone ?? '')
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(0086|86)(?=\d{10,})/, '');
  return digits.length >= 7 ? digits : null;
}
