// Owns the routes about machines as devices: live signals, history, messages, pending devices, quarantine, system.
import { z } from 'zod';
import { codeSchema, machineSchema } from '../plant/index.ts';
import { type AnyInput, routes } from './route.ts';
import { timestamp } from './time.ts';

const params = z.object({ code: codeSchema });
const limit = z.coerce.number().int().min(1).max(1000).default(100);

export const signalValueSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);

export const latestSchema = z.object({
  signal: z.string(),
  value: signalValueSchema,
  /** Device time, epoch ms. */
  at: z.number(),
});

export const connections = ['online', 'offline', 'silent', 'never'] as const;

export const machineLiveSchema = z.object({
  machine: z.string(),
  /** `online`: heard within staleness; `offline`: its node said goodbye; `silent`: nothing heard for longer than staleness. */
  connection: z.enum(connections),
  lastSeenAt: z.number().nullable(),
  signals: z.array(latestSchema),
});
export type MachineLive = z.infer<typeof machineLiveSchema>;

export const historyPointSchema = z.object({
  at: z.number(),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  last: z.number(),
  count: z.int(),
});

export const pendingSchema = z.object({
  site: z.string(),
  machine: z.string(),
  /** `unknown`: not registered; `other_site`: the code is registered under another site. */
  reason: z.enum(['unknown', 'other_site']),
  firstSeenAt: z.number(),
  lastSeenAt: z.number(),
  messages: z.int(),
  signals: z.array(z.string()),
});

export const refusedSchema = z.object({
  id: z.int(),
  at: z.number(),
  topic: z.string(),
  reason: z.string(),
  detail: z.string(),
  /** First bytes of the payload: text where it is text, else hexadecimal. */
  excerpt: z.string(),
  bytes: z.int(),
});

const ofMachine = ({ params }: AnyInput) => ({ level: 'machine' as const, code: params.code as string });

export const deviceRoutes = routes({
  'machines.live': {
    method: 'get',
    path: '/api/v1/machines/:code/live',
    permission: 'telemetry.read',
    reach: ofMachine,
    summary: 'Latest value of every signal of a machine, mapped',
    tag: 'telemetry',
    params,
    response: machineLiveSchema,
  },
  'machines.history': {
    method: 'get',
    path: '/api/v1/machines/:code/history',
    permission: 'telemetry.read',
    reach: ofMachine,
    summary: 'One numeric signal over a range, reduced to at most `points` buckets with min, max, mean and last',
    tag: 'telemetry',
    params,
    query: z.object({
      signal: z.string().min(1).max(128),
      from: timestamp,
      to: timestamp,
      points: z.coerce.number().int().min(10).max(5000).default(500),
    }),
    response: z.object({ signal: z.string(), points: z.array(historyPointSchema) }),
    problems: [422],
  },
  'machines.messages': {
    method: 'get',
    path: '/api/v1/machines/:code/messages',
    permission: 'telemetry.read',
    reach: ofMachine,
    summary: 'The last messages received from a machine since the server started, newest first',
    tag: 'telemetry',
    params,
    response: z.array(
      z.object({
        at: z.number(),
        receivedAt: z.number(),
        topic: z.string(),
        bytes: z.int(),
        samples: z.array(latestSchema),
      }),
    ),
  },
  'pending.list': {
    method: 'get',
    path: '/api/v1/pending',
    permission: 'devices.read',
    reach: 'rows',
    summary: 'Devices that publish but are not registered; their telemetry is kept for when they are claimed',
    tag: 'devices',
    response: z.array(pendingSchema),
  },
  'pending.claim': {
    method: 'post',
    path: '/api/v1/pending/:site/:machine/claim',
    permission: 'devices.write',
    reach: ({ params }) => ({ level: 'site', code: params.site }),
    summary: 'Register a pending device as a machine; what it sent before counts too',
    tag: 'devices',
    params: z.object({ site: codeSchema, machine: codeSchema }),
    body: machineSchema,
    response: machineSchema.extend({ code: codeSchema }),
    problems: [409, 422],
  },
  'refused.list': {
    method: 'get',
    path: '/api/v1/refused',
    permission: 'devices.read',
    reach: 'rows',
    summary: 'Messages that could not be read, with their reason; bounded, newest first',
    tag: 'devices',
    query: z.object({ limit }),
    response: z.array(refusedSchema),
  },
  'quarantine.list': {
    method: 'get',
    path: '/api/v1/quarantine',
    permission: 'devices.read',
    reach: 'rows',
    summary:
      'Readings with an impossible time or value, or that the store never takes, kept aside; bounded, newest first',
    tag: 'devices',
    query: z.object({ limit }),
    response: z.array(
      z.object({
        id: z.int(),
        receivedAt: z.number(),
        site: z.string(),
        machine: z.string(),
        signal: z.string(),
        at: z.number().nullable(),
        value: z.string(),
        reason: z.enum([
          'future',
          'before_2000',
          'not_finite',
          'not_a_number',
          'too_long',
          'bad_signal_name',
          'implausible_jump',
          'beyond_retention',
          'store_refused',
        ]),
      }),
    ),
  },
  about: {
    method: 'get',
    path: '/api/v1/about',
    permission: 'public',
    reach: 'everybody',
    summary: 'Name, version, whether this is a demonstration, server time',
    tag: 'system',
    response: z.object({
      name: z.literal('takt'),
      version: z.string(),
      demonstration: z.boolean(),
      now: z.number(),
      /** Progress of the demonstration's history; null when there is none under way. */
      history: z.object({ done: z.number(), total: z.number() }).nullable(),
    }),
  },
  'demonstration.progress': {
    method: 'post',
    path: '/api/v1/demonstration/progress',
    permission: 'operations.write',
    reach: 'platform',
    summary: 'How far the history of the demonstration has come; only there while the server runs as a demonstration',
    tag: 'system',
    body: z.object({ done: z.number().min(0), total: z.number().positive() }),
    problems: [404],
  },
});
