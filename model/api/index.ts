// Public surface of the HTTP and socket contract.
import type { z } from 'zod';
import { applicationRoutes } from './application-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { cockpitRoutes } from './cockpit-routes.ts';
import { consentRoutes } from './consent-routes.ts';
import { credentialRoutes } from './credential-routes.ts';
import { deviceRoutes } from './device-routes.ts';
import { effectRoutes } from './effect-routes.ts';
import { importRoutes } from './import-routes.ts';
import { kpiRoutes } from './kpi-routes.ts';
import { plantRoutes } from './plant-routes.ts';
import { projectRoutes } from './project-routes.ts';
import { recognitionRoutes } from './recognition-routes.ts';
import { regionRoutes } from './region-routes.ts';
import { registryRoutes } from './registry-routes.ts';
import { reportRoutes } from './report-routes.ts';
import type { Route } from './route.ts';
import { sessionRoutes } from './session-routes.ts';
import { targetRoutes } from './target-routes.ts';
import { userRoutes } from './user-routes.ts';

export * from './application-routes.ts';
export * from './audit-routes.ts';
export * from './certificate-routes.ts';
export * from './cockpit-routes.ts';
export * from './consent-routes.ts';
export * from './credential-routes.ts';
export * from './device-routes.ts';
export * from './effect-routes.ts';
export * from './import-routes.ts';
export * from './kpi-routes.ts';
export * from './live.ts';
export * from './plant-routes.ts';
export * from './problem.ts';
export * from './project-input.ts';
export * from './project-routes.ts';
export * from './recognition-routes.ts';
export * from './region-routes.ts';
export * from './registry-answers.ts';
export * from './registry-routes.ts';
export * from './report-routes.ts';
export * from './route.ts';
export * from './session-routes.ts';
export * from './target-routes.ts';
export * from './time.ts';
export * from './user-routes.ts';
export * from './verification-routes.ts';

/** Of the industry brain: what a bureau keeps, plans, follows and decides. */
export const brainRoutes = {
  ...regionRoutes,
  ...registryRoutes,
  ...importRoutes,
  ...targetRoutes,
  ...projectRoutes,
  ...effectRoutes,
  ...recognitionRoutes,
  ...applicationRoutes,
  ...cockpitRoutes,
  ...reportRoutes,
};

/** Every HTTP route, by name. */
export const api = {
  ...plantRoutes,
  ...kpiRoutes,
  ...deviceRoutes,
  ...credentialRoutes,
  ...sessionRoutes,
  ...userRoutes,
  ...consentRoutes,
  ...auditRoutes,
  ...brainRoutes,
};
export type Api = typeof api;
export type RouteName = keyof Api;

type Part<R, K extends keyof Route, F extends 'input' | 'output'> = R extends { [P in K]: infer S extends z.ZodType }
  ? F extends 'input'
    ? z.input<S>
    : z.output<S>
  : undefined;

/** What a client sends. */
export interface RouteRequest<N extends RouteName> {
  params: Part<Api[N], 'params', 'input'>;
  query: Part<Api[N], 'query', 'input'>;
  body: Api[N] extends { upload: object } ? Uint8Array : Part<Api[N], 'body', 'input'>;
}
/** What a handler receives: parsed, trusted. */
export interface RouteInput<N extends RouteName> {
  params: Part<Api[N], 'params', 'output'>;
  query: Part<Api[N], 'query', 'output'>;
  body: Api[N] extends { upload: object } ? Uint8Array : Part<Api[N], 'body', 'output'>;
}
/** What a handler answers. */
export type RouteAnswer<N extends RouteName> = Part<Api[N], 'response', 'input'>;
/** What a client receives: nothing that has a default is missing. */
export type RouteResult<N extends RouteName> = Part<Api[N], 'response', 'output'>;
