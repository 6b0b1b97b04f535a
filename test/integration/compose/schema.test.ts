// Proves that docker-compose.yml is what the Compose specification allows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { composeDocument } from '../../harness/compose/file.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/compose/compose-spec.json'), 'utf8'));
// The draft's own name for itself, with https, is not the one that ajv knows it by.
delete schema.$schema;
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

function errorsOf(document: unknown): string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

type Document = { services: Record<string, Record<string, unknown>> } & Record<string, unknown>;
const changed = (change: (document: Document) => void) => {
  const document = structuredClone(composeDocument()) as Document;
  change(document);
  return document;
};
const service = (document: Document, name: string) => document.services[name] ?? {};

describe('docker-compose.yml', () => {
  it('fits the schema of the Compose specification', () => {
    expect(errorsOf(composeDocument())).toEqual([]);
  });

  it.each<[string, (document: Document) => void]>([
    ['an unknown key of a service', (document) => Object.assign(service(document, 'redis'), { volume: [] })],
    ['an unknown key of the file', (document) => Object.assign(document, { service: {} })],
    [
      'a condition that does not exist',
      (document) => Object.assign(service(document, 'takt-api'), { depends_on: { redis: { condition: 'healthy' } } }),
    ],
    ['a limit in a wrong place', (document) => Object.assign(service(document, 'redis'), { deploy: { limits: {} } })],
    ['a list where a map belongs', (document) => Object.assign(document, { secrets: ['mqtt-url'] })],
    [
      'a health check of another form',
      (document) => Object.assign(service(document, 'redis'), { healthcheck: { command: 'redis-cli ping' } }),
    ],
  ])('would not with %s', (_name, change) => {
    expect(errorsOf(changed(change))).not.toEqual([]);
  });
});
