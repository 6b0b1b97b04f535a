// Owns how the contract becomes Express routes: validate, hand over, answer. A path without a route for the method is a 405.
import { api, type Route, type RouteName } from '@takt/model/api';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Outcome } from '../outcome.ts';
import { type FieldError, validate } from '../validation/index.ts';
import { formatYaml } from '../yaml/index.ts';
import { defaultBodyLimit, parseBody, readBody } from './body.ts';
import type { Handlers } from './handler.ts';
import { problem, problemOf, sendProblem } from './problem.ts';

/** Parsed input of any route; which one it is was settled when the handler was looked up by name. */
type AnyHandler = (input: Record<'params' | 'query' | 'body', unknown>) => Promise<Outcome<unknown>>;

const bodyLimits: Partial<Record<RouteName, number>> = { 'plant.put': 10_000_000 };
const handlerTimeoutMs = 60_000;

export function bindRoutes(app: Express, handlers: Handlers): void {
  const methods = new Map<string, string[]>();
  for (const [name, route] of Object.entries(api) as [RouteName, Route][]) {
    const steps: RequestHandler[] = route.body ? [readBody(bodyLimits[name] ?? defaultBodyLimit)] : [];
    app[route.method](route.path, markRoute(name), ...steps, answer(route, handlers[name] as AnyHandler));
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) app.all(path, refuseMethod(allowed));
}

/** The name under which the request is counted: the route, not the address, so that metrics stay few. */
function markRoute(name: RouteName): RequestHandler {
  return (_request, response, next) => {
    response.locals.route = name;
    next();
  };
}

function refuseMethod(allowed: string[]): RequestHandler {
  return (request, response) => {
    response.set('Allow', [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])].join(', '));
    sendProblem(response, problem('method_not_allowed', `${request.method} is not allowed; ${allowed.join(', ')} is`));
  };
}

function answer(route: Route, handler: AnyHandler): RequestHandler {
  return async (request, response) => {
    const input = readInput(route, request);
    if ('refused' in input) return sendProblem(response, input.refused);
    const outcome = await inTime(handler(input));
    if (!outcome) return sendProblem(response, problem('unavailable', 'the answer took too long'));
    if (!outcome.ok) return sendProblem(response, problemOf(outcome.refusal));
    if (!route.response) return void response.status(204).end();
    send(request, response, outcome.value);
  };
}

function send(request: Request, response: Response, value: unknown): void {
  const yaml = request.accepts(['application/json', 'application/yaml']) === 'application/yaml';
  if (yaml) response.type('application/yaml').send(formatYaml(value));
  else response.type('application/json').send(JSON.stringify(value));
}

function readInput(route: Route, request: Request) {
  const errors: FieldError[] = [];
  const take = (part: 'params' | 'query') => {
    const schema = route[part];
    if (!schema) {
      errors.push(...Object.keys(request[part]).map((field) => ({ field, reason: 'is not a known parameter' })));
      return undefined;
    }
    const checked = validate(schema, request[part]);
    if (checked.ok) return checked.value;
    errors.push(...checked.errors);
    return undefined;
  };
  const params = take('params');
  const query = take('query');
  let body: unknown;
  if (route.body) {
    const read = parseBody(request.body, (types) => Boolean(request.is(types)));
    if (!read.ok) return { refused: read.problem };
    const sent = withoutRepeatedParams(read.value, request.params);
    const checked = validate(route.body, sent, read.lineOf ? { lineOf: read.lineOf } : {});
    if (checked.ok) body = checked.value;
    else errors.push(...checked.errors);
  }
  if (errors.length > 0) return { refused: problem('invalid_input', 'see errors', errors) };
  return { params, query, body };
}

/** What `GET` answers may be sent back by `PUT` as it is: the code in it repeats the one in the address. */
function withoutRepeatedParams(body: unknown, params: Request['params']): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).filter(([key, value]) => !Object.hasOwn(params, key) || params[key] !== value),
  );
}

async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, handlerTimeoutMs, undefined);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
