// Owns the form in which an HTTP route is declared: one value from which the server validates, OpenAPI is emitted and the client is typed.
import type { z } from 'zod';
import type { Permission } from './permissions.ts';

export interface Route {
  method: 'get' | 'put' | 'post' | 'delete';
  /** Express style: `/api/v1/machines/:code`. */
  path: string;
  permission: Permission;
  summary: string;
  tag: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Body of the 200 answer; absent: 204 without a body. */
  response?: z.ZodType;
  /** Other problems than 400/404/500 it may answer with. */
  problems?: readonly number[];
}

/** Keeps the literal types of a route table. */
export function routes<const T extends Record<string, Route>>(table: T): T {
  return table;
}
