// Owns the form of what stands behind a route: parsed input and who asks in, outcome out. HTTP itself stays outside.
import type { RouteAnswer, RouteInput, RouteName } from '@takt/model/api';
import type { Caller } from '../caller.ts';
import type { Outcome } from '../outcome.ts';

export type HandlerInput<N extends RouteName> = RouteInput<N> & { caller: Caller };
export type Handler<N extends RouteName> = (input: HandlerInput<N>) => Promise<Outcome<RouteAnswer<N>>>;

/** One handler for each of the named routes; leaving one out is a type error. */
export type Handlers<N extends RouteName = RouteName> = { [K in N]: Handler<K> };
