// Owns the outcome domain code answers with; the HTTP layer turns refusals into problem documents in one place.

export interface Refusal {
  /**
   * `unauthorized` 401, `forbidden` 403, `not_found` 404, `conflict` 409, `invalid` 422, `too_many_requests` 429, `unavailable` 503.
   */
  kind: 'unauthorized' | 'forbidden' | 'not_found' | 'conflict' | 'invalid' | 'too_many_requests' | 'unavailable';
  detail: string;
  errors?: { field: string; reason: string }[];
  /** When it is worth asking again, ms from now. */
  retryAfterMs?: number;
  effects?: Effects;
}

/** What an answer does to the browser beside its body. */
export interface Effects {
  /** Always httpOnly; secure where the way to the server is. An empty value removes it. */
  cookies?: { name: string; value: string; maxAgeMs: number }[];
  /** Path on this server, or an address the handler made itself. */
  redirect?: string;
}

export type Outcome<T> = { ok: true; value: T; effects?: Effects } | { ok: false; refusal: Refusal };

export function done<T>(value: T, effects?: Effects): Outcome<T> {
  return effects ? { ok: true, value, effects } : { ok: true, value };
}

export function refuse(kind: Refusal['kind'], detail: string, errors?: Refusal['errors']): Outcome<never> {
  return { ok: false, refusal: errors ? { kind, detail, errors } : { kind, detail } };
}
