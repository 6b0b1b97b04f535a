// Owns how the contract becomes Express routes: validate, hand over, answer. A path without a route for the method is a 405.
import { api, type FileAnswer, type Route, type RouteName } from '@takt/model/api';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Caller } from '../caller.ts';
import type { Outcome, Refusal } from '../outcome.ts';
import { type FieldError, validate } from '../validation/index.ts';
import { formatYaml } from '../yaml/index.ts';
import type { HttpAccess } from './access.ts';
import { defaultBodyLimit, parseBody, readBody, readFile } from './body.ts';
import { sendEffects } from './effects.ts';
import type { Handlers } from './handler.ts';
import { problem, sendProblem, sendRefusal } from './problem.ts';
import { senderOf } from './sender.ts';

/** Parsed input of any route; which one it is was settled when the handler was looked up by name. */
type AnyHandler = (
  input: Record<'params' | 'query' | 'body', unknown> & { caller: Caller },
) => Promise<Outcome<unknown>>;

const bodyLimits: Partial<Record<RouteName, number>> = { 'plant.put': 10_000_000 };
const handlerTimeoutMs = 60_000;

export function bindRoutes(app: Express, handlers: Handlers, access: HttpAccess): void {
  const methods = new Map<string, string[]>();
  for (const [name, route] of Object.entries(api) as [RouteName, Route][]) {
    const steps = bodyOf(name, route);
    app[route.method](
      route.path,
      markRoute(name),
      identify(route, access),
      ...steps,
      answer(name, route, handlers[name] as AnyHandler, access),
    );
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) app.all(path, refuseMethod(allowed));
}

function bodyOf(name: RouteName, route: Route): RequestHandler[] {
  if (route.upload) return [readFile(route.upload.maxBytes)];
  return route.body ? [readBody(bodyLimits[name] ?? defaultBodyLimit)] : [];
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

/** Who asks, and whether they may ask this at all: before anything of theirs is read. */
function identify(route: Route, access: HttpAccess): RequestHandler {
  return async (request, response, next) => {
    const identified = await access.identify(senderOf(request));
    if (!identified.ok) return sendRefusal(response, identified.refusal);
    const caller = identified.value;
    if (identified.effects) sendEffects(request, response, identified.effects);
    const refused = forged(request, caller) ?? access.admit(caller, route);
    if (refused) return sendRefusal(response, refused);
    response.locals.caller = caller;
    next();
  };
}

/**
 * A browser sends cookies along with what other sites have it send (CSRF). What changes something by a session says where it comes
 * from, and comes from our own pages: Fetch Metadata, or Origin, which the guard has compared.
 */
function forged({ method, headers }: Request, caller: Caller): Refusal | undefined {
  if (caller.sessionId === undefined || method === 'GET' || method === 'HEAD') return undefined;
  const site = headers['sec-fetch-site'];
  const own = site === undefined ? headers.origin !== undefined : site === 'same-origin';
  return own ? undefined : { kind: 'forbidden', detail: 'with a session, changes are taken from our own pages only' };
}

function answer(name: RouteName, route: Route, handler: AnyHandler, access: HttpAccess): RequestHandler {
  return async (request, response) => {
    const input = readInput(route, request);
    if ('refused' in input) return sendProblem(response, input.refused);
    const caller = response.locals.caller as Caller;
    const refused = access.permit(caller, route, input);
    if (refused) return sendRefusal(response, refused);
    const outcome = await inTime(handler({ ...input, caller }));
    if (!outcome) return sendProblem(response, problem('unavailable', 'the answer took too long'));
    if (!outcome.ok) {
      if (outcome.refusal.effects) sendEffects(request, response, outcome.refusal.effects);
      return sendRefusal(response, outcome.refusal);
    }
    await access.disclose(caller, name, input);
    if (outcome.effects) sendEffects(request, response, outcome.effects);
    if (outcome.effects?.redirect !== undefined) return response.redirect(303, outcome.effects.redirect);
    if (!route.response) return void response.status(204).end();
    if (route.produces === 'file') return sendBinary(response, outcome.value as FileAnswer);
    if (route.produces) return sendFile(name, route.produces, response, outcome.value);
    send(request, response, outcome.value);
  };
}

function sendFile(name: RouteName, type: string, response: Response, value: unknown): void {
  const file = `takt-${name.replace('.export', '')}.${type.split('/')[1]}`;
  response.set('Content-Disposition', `attachment; filename="${file}"`);
  response.type(`${type}; charset=utf-8`).send(value);
}

/** As an attachment, whatever it claims to be: nothing somebody uploaded is shown as a page of ours. */
function sendBinary(response: Response, { fileName, mediaType, content }: FileAnswer): void {
  response.attachment(fileName);
  response.type(mediaType).send(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
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
  if (route.upload) {
    body = request.body;
    if (!(body instanceof Uint8Array) || body.length === 0) errors.push({ field: 'body', reason: 'must be a file' });
  } else if (route.body) {
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
