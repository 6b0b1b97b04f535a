// Owns the socket contract: what a browser may ask to watch and what the server sends.
import { z } from 'zod';
import type { Permission } from '../access/index.ts';
import { type Scope, scopeSchema } from '../plant/index.ts';
import { connections, latestSchema } from './device-routes.ts';

/** What is told of a scope; each to those who may have it. */
export const feeds = ['values', 'facts'] as const;
export type Feed = (typeof feeds)[number];

/** What must be held at a scope to be told this of it. */
export function feedPermission(feed: Feed, { level }: Scope): Permission {
  if (feed === 'values') return 'telemetry.read';
  return level === 'line' || level === 'machine' ? 'machine_kpi.read' : 'kpi.read';
}

/** Client → server. Each is acknowledged with `{ok: true}` or `{ok: false, error}`. */
export const liveRequests = {
  /** Be told what the caller may know of a scope. The answer carries the current values of its machines where these are among it. */
  watch: { permission: 'telemetry.read' as Permission, body: z.object({ scope: scopeSchema }) },
  unwatch: { permission: 'telemetry.read' as Permission, body: z.object({ scope: scopeSchema }) },
} as const;

export const liveMachineSchema = z.object({
  machine: z.string(),
  connection: z.enum(connections),
  lastSeenAt: z.number().nullable(),
  /** Only signals that changed since the last message; after `watch` all of them. */
  signals: z.array(latestSchema),
});

/** Server → client. */
export const liveEvents = {
  /** Latest values of machines in a watched scope, coalesced to at most ten messages a second. */
  values: { permission: 'telemetry.read' as Permission, body: z.object({ machines: z.array(liveMachineSchema) }) },
  /** Facts of a watched scope changed from this moment on: ask `/api/v1/kpis` again. At most one a second per scope. */
  facts: { permission: 'kpi.read' as Permission, body: z.object({ scope: z.string(), from: z.number() }) },
  /** From now on the caller may not know this of a watched scope: what is shown of it is not current any more. */
  withdrawn: { permission: 'self' as Permission, body: z.object({ scope: z.string(), feed: z.enum(feeds) }) },
} as const;

export type LiveValues = z.infer<(typeof liveEvents)['values']['body']>;
export type LiveFacts = z.infer<(typeof liveEvents)['facts']['body']>;
export type LiveWithdrawn = z.infer<(typeof liveEvents)['withdrawn']['body']>;
export type LiveAnswer = { ok: true; machines?: LiveValues['machines'] } | { ok: false; error: string };
