// Owns the outcome domain code answers with; the HTTP layer turns refusals into problem documents in one place.

export interface Refusal {
  /** `not_found` 404, `conflict` 409, `invalid` 422, `unavailable` 503. */
  kind: 'not_found' | 'conflict' | 'invalid' | 'unavailable';
  detail: string;
  errors?: { field: string; reason: string }[];
}

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function refuse(kind: Refusal['kind'], detail: string, errors?: Refusal['errors']): Outcome<never> {
  return { ok: false, refusal: errors ? { kind, detail, errors } : { kind, detail } };
}
