// Public surface of measured effect: its routes and its nightly work.
import type { Handlers } from '../platform/http/index.ts';
import type { EffectParts } from './parts.ts';
import { projectEffect } from './project.ts';
import { registerPlan } from './register.ts';
import { declare } from './results.ts';
import { effectSums } from './sums.ts';

export { effectJobs } from './nightly.ts';

type EffectRoute = keyof typeof import('@takt/model/api').effectRoutes;

export function effectRoutes(parts: EffectParts): Handlers<EffectRoute> {
  return {
    'effect.get': ({ params, caller }) => projectEffect(parts, caller, params.id),
    'effect.plan': ({ params, body, caller }) => registerPlan(parts, caller, { params, body }),
    'effect.declare': ({ params, body, caller }) => declare(parts, caller, { params, body }),
    'effects.query': ({ query, caller }) => effectSums(parts, caller, query),
  };
}
