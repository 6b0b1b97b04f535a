// What the OpenAPI document promises: every route, described from the contract, and nothing dangling.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { permissions } from '@takt/model/access';
import { api, type Route } from '@takt/model/api';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from '../../../../../server/src/platform/http/openapi.ts';
import { version } from '../../../../../server/src/platform/version.ts';

interface Operation {
  operationId: string;
  'x-permission': string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: { additionalProperties?: boolean } }> };
  responses: Record<string, unknown>;
}
const document = openApiDocument(version) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation })),
);
const table = Object.entries(api) as [string, Route][];

describe('the route table', () => {
  test.each(table)('%s declares a permission that exists', (_, route) => {
    expect(permissions).toContain(route.permission);
  });

  test.each(table)('%s describes every parameter of its path and nothing else', (_, route) => {
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(route.params?.shape ?? {}).sort()).toEqual(inPath.sort());
  });

  test('no two routes share a method and a path, and reading never takes a body', () => {
    const keys = table.map(([, route]) => `${route.method} ${route.path}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(table.filter(([, route]) => route.method === 'get' && route.body)).toEqual([]);
  });

  test('whatever changes something needs more than reading', () => {
    const changes = (permission: string) => /\.(write|apply|review|decide)$/.test(permission);
    const open = table.filter(
      ([, { method, permission, tag }]) => method !== 'get' && !changes(permission) && tag !== 'session',
    );
    // Sent to be compared, and kept by nobody; made of what its maker may read.
    expect(open.map(([name]) => name)).toEqual(['verification.package', 'reports.make', 'reports.retry']);
  });
});

describe('the document', () => {
  test('has every route once', () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(api).sort());
  });

  test.each(operations.map(({ path, operation }) => [operation.operationId, path, operation] as const))(
    '%s declares its path parameters, a success and the problem answers',
    (_, path, operation) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters?.filter((parameter) => parameter.in === 'path') ?? [];
      expect(declared.map((parameter) => parameter.name).sort()).toEqual(inPath.sort());
      expect(declared.every((parameter) => parameter.required)).toBe(true);
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
      expect(Object.keys(operation.responses)).toContain('500');
    },
  );

  test('every reference leads somewhere', () => {
    const text = JSON.stringify(document);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer
        .split('/')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], document);
      expect(target, pointer).toBeDefined();
    }
  });

  test('says that unknown fields are refused where they are', () => {
    const put = document.paths['/api/v1/lines/{code}']?.put;
    expect(put?.requestBody?.content['application/json']?.schema).toBeDefined();
    expect(JSON.stringify(put?.requestBody)).toContain('"additionalProperties":false');
  });

  test('is the one that is committed', () => {
    const committed = JSON.parse(readFileSync(resolve('docs/openapi.json'), 'utf8'));
    expect(committed).toEqual(JSON.parse(JSON.stringify(document)));
  });
});
