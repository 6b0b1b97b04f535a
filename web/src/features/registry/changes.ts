// Owns what differs between two states of a record, field by field.
export interface FieldChange {
  field: string;
  /** Undefined: it was not there before. */
  before: unknown;
  after: unknown;
}

/** Of something new, what it says; what is empty says nothing. */
export function changesOf(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(is), ...Object.keys(was)])];
  return names.flatMap((field) => {
    if (JSON.stringify(was[field] ?? null) === JSON.stringify(is[field] ?? null)) return [];
    return [{ field, before: before === null ? undefined : (was[field] ?? null), after: is[field] ?? null }];
  });
}

const untold = new Set(['origin', 'enterprise', 'workshop', 'subject', 'subjectId', 'supersededAt', 'demonstration']);

function fieldsOf(state: unknown): Record<string, unknown> {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) return {};
  return Object.fromEntries(Object.entries(state).filter(([name]) => !untold.has(name)));
}
