// Owns the OpenAPI 3.1 document, emitted from the contract: what the server validates is what it describes.
import { api, problemSchema, type Route, type RouteName } from '@takt/model/api';
import { z } from 'zod';

type Json = Record<string, unknown>;

const tags = {
  plant: 'What exists: enterprises, sites, workshops, lines, machines, calendars, definitions',
  kpi: 'Facts and key performance indicators (ISO 22400-2)',
  telemetry: 'Readings of machines',
  devices: 'Devices that are not registered, and what could not be accepted',
  session: 'Signing in, and what one has of one’s own: sessions, profile, second factor, API tokens',
  users: 'Accounts and their roles',
  consents: 'What enterprises let bureaus see, what was seen, and sums over several enterprises',
  audit: 'Who did what, in a chain nobody can change unnoticed',
  system: 'The server itself',
};

const problemTitles: Record<number, string> = {
  400: 'The input is not valid; every field with its reason',
  401: 'Not signed in, or the API token is not valid',
  403: 'The caller may not do this',
  404: 'Not found, or nothing the caller may see',
  409: 'In conflict with what exists',
  422: 'The input does not fit what exists',
  429: 'Too many requests; Retry-After says when to ask again',
  500: 'Something went wrong on our side',
  503: 'A part that is needed does not answer',
};

export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(api) as [RouteName, Route][]) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(name, route) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Takt',
      version,
      description:
        'Factories, their machines, and what the machines say. Times in answers are epoch milliseconds or ISO 8601.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    security: [{ session: [] }, { token: [] }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'takt_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  };
}

function operation(name: RouteName, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    'x-permission': route.permission,
    ...(route.permission === 'public' ? { security: [] } : {}),
    ...(route.params || route.query
      ? { parameters: [...parameters('path', route.params), ...parameters('query', route.query)] }
      : {}),
    ...(route.upload ? { requestBody: { required: true, content: fileContent } } : {}),
    ...(route.body ? { requestBody: { required: true, content: bothFormats(schemaOf(route.body, 'input')) } } : {}),
    responses: responses(route),
  };
}

function responses(route: Route): Json {
  const success = route.response
    ? { 200: { description: 'Done', content: contentOf(route, schemaOf(route.response, 'output')) } }
    : { 204: { description: 'Done' } };
  const always = [
    ...(route.params || route.query || route.body || route.upload ? [400] : []),
    ...(route.permission === 'public' ? [] : [401, 403]),
    ...(route.params || typeof route.reach === 'function' ? [404] : []),
    500,
    503,
  ];
  const problems = [...new Set([...always, ...(route.problems ?? [])])].sort((a, b) => a - b);
  return { ...success, ...Object.fromEntries(problems.map((status) => [status, problemResponse(status)])) };
}

function problemResponse(status: number): Json {
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description: problemTitles[status] ?? 'A problem', content: { 'application/problem+json': { schema } } };
}

function contentOf(route: Route, schema: Json): Json {
  if (route.produces === 'file') return fileContent;
  return route.produces ? { [route.produces]: { schema } } : bothFormats(schema);
}

const fileContent = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

function bothFormats(schema: Json): Json {
  return { 'application/json': { schema }, 'application/yaml': { schema } };
}

function parameters(place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties, required } = schemaOf(schema, 'input') as {
    properties: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || (required ?? []).includes(name),
    ...(description ? { description } : {}),
    schema: rest,
  }));
}

/** Requests refuse unknown fields, so they say so; answers may grow, so they do not. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ jsonSchema }) {
      if (jsonSchema.type !== 'object' || !jsonSchema.properties) return;
      if (io === 'input') jsonSchema.additionalProperties = false;
      else delete jsonSchema.additionalProperties;
    },
  });
  return rest;
}
