// Owns the form of what is asked of the routes that answer something.
import type { Api, RouteName } from '@takt/model/api';
import type { CallInput } from '../../../../model/api/request.ts';
import type { World } from './world.ts';

export type Reading = { [N in RouteName]: Api[N]['method'] extends 'get' ? N : never }[RouteName];
/** Inputs of each; one that is missing here does not compile. */
export type Readings = { [N in Reading]: (world: World) => (CallInput<N> & { about?: string })[] };
