// Owns the form of a dialog over a record: its fields, and what is typed into them, each a text.
export interface FieldSpec {
  /** As in the contract, so that what the server refuses stands under its field. */
  name: string;
  label: string;
  hint?: string | undefined;
  /** `said`: yes, no, or nothing. Default: a line of text. */
  kind?: 'text' | 'select' | 'said' | 'number' | 'date';
  required?: boolean;
  most?: number;
  options?: readonly { value: string; label: string }[];
  /** Offered, and others may be typed. */
  suggestions?: readonly { value: string; label: string }[];
}

export type FormValues = Record<string, string>;
export type FormProblems = Readonly<Partial<Record<string, string>>>;

export interface FormSpec {
  heading: string;
  fields: readonly FieldSpec[];
  initial: FormValues;
  /** What is wrong before anything is sent. */
  check?(values: FormValues): FormProblems;
  send(values: FormValues): Promise<unknown>;
}

/** What is empty is not said. */
export const orNull = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text.trim());
export const saidOf = (text: string | undefined) => (text === 'true' ? true : text === 'false' ? false : null);
export const textOf = (value: string | number | boolean | null | undefined) =>
  value === null || value === undefined ? '' : String(value);
