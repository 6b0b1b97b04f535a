// Owns the reading of docker-compose.yml as Compose reads it: merges, defaults of variables, services in a checked form.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { repository } from '../child.ts';

const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);

const serviceSchema = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal('.'), dockerfile: z.string().default('Dockerfile') }).optional(),
  profiles: z.array(z.string()).default([]),
  user: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  networks: z.array(z.string()),
  ports: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  configs: z.array(z.strictObject({ source: z.string(), target: z.string() })).default([]),
  volumes: z.array(z.string()).default([]),
  tmpfs: z.array(z.string()).default([]),
  shm_size: z.string().optional(),
  healthcheck: z.union([
    z.strictObject({ disable: z.literal(true) }),
    z.strictObject({
      test: z.array(z.string()).min(2),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
      start_period: z.string(),
    }),
  ]),
  depends_on: z.record(z.string(), z.strictObject({ condition, required: z.boolean().default(true) })).default({}),
  deploy: z.strictObject({
    resources: z.strictObject({
      limits: z.strictObject({ cpus: z.string(), memory: z.string(), pids: z.int() }),
    }),
  }),
  restart: z.string(),
  stop_grace_period: z.string().optional(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  logging: z.unknown(),
});

const file = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.strictObject({})),
  configs: z.record(z.string(), z.strictObject({ file: z.string() })),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

export type ComposeService = z.output<typeof serviceSchema>;
export type ComposeFile = z.output<typeof file>;

export const composePath = join(repository, 'docker-compose.yml');

/** The document as Compose sees it once merges are done and variables replaced by their defaults. */
export function composeDocument(): unknown {
  return interpolate(parse(readFileSync(composePath, 'utf8'), { merge: true }));
}

/** Throws where it uses a form that these tests do not know, so that nothing in it goes unchecked. */
export function readCompose(): ComposeFile {
  return file.parse(composeDocument());
}

export function serviceOf(compose: ComposeFile, name: string): ComposeService {
  const service = compose.services[name];
  if (!service) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

function interpolate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(interpolate);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, interpolate(inner)]));
  }
  if (typeof value !== 'string') return value;
  return value.replace(/\$(\$|\{\w+:-([^}]*)\}|)/g, (found, form: string, fallback: string | undefined) => {
    if (form === '$') return '$';
    if (fallback === undefined) throw new Error(`a variable without a default: ${found} in "${value}"`);
    return fallback;
  });
}
