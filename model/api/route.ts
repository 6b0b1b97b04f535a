// Owns the form in which an HTTP route is declared: one value from which the server validates, OpenAPI is emitted and the client is typed.
import { z } from 'zod';
import type { Permission } from '../access/index.ts';
import type { Scope } from '../plant/index.ts';

/** Parsed input of any route. */
export interface AnyInput {
  // biome-ignore lint/suspicious/noExplicitAny: which route it belongs to is known where the function is written, beside its schemas
  params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  query?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  body?: any;
}

/**
 * Where the permission must be held:
 * - `everybody`: nowhere in particular, for what is public or about oneself;
 * - `platform`: over the whole installation;
 * - `rows`: somewhere; the handler answers with what the caller may see and nothing else;
 * - `writes`: somewhere; the handler asks for everything it writes;
 * - a function: at the node the input is about. To others that node does not exist.
 */
export type Reach = 'everybody' | 'platform' | 'rows' | 'writes' | ((input: AnyInput) => Scope);

export interface Route {
  method: 'get' | 'put' | 'post' | 'delete';
  /** Express style: `/api/v1/machines/:code`. */
  path: string;
  permission: Permission;
  reach: Reach;
  /** Where an answer is finer than usual: what it needs instead. */
  finer?: { permission: Permission; when: (input: AnyInput) => boolean };
  summary: string;
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The body is a file as it is, of at most so many bytes. */
  upload?: { maxBytes: number };
  /** An answer that is a download: text of this type, or a {@link FileAnswer}. */
  produces?: 'text/csv' | 'file';
  /** Body of the 200 answer; absent: 204 without a body, or a redirect. */
  response?: z.ZodType;
  /** Other problems than 400/404/500 it may answer with. */
  problems?: readonly number[];
}

/** Keeps the literal types of a route table. */
export function routes<const T extends Record<string, Route>>(table: T): T {
  return table;
}

/** A file that is answered, never shown in the page itself. */
export const fileAnswerSchema = z.object({
  fileName: z.string(),
  mediaType: z.string(),
  content: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});
export type FileAnswer = z.infer<typeof fileAnswerSchema>;
