// Owns how a call of a route is written as an HTTP request; clients of any kind build theirs here.
import { api, type RouteName, type RouteRequest } from './index.ts';

/** Parts of a call that are not `undefined` by the contract. */
export type CallInput<N extends RouteName> = {
  [K in keyof RouteRequest<N> as RouteRequest<N>[K] extends undefined ? never : K]: RouteRequest<N>[K];
};

/** Method and path with query, e.g. `GET /api/v1/kpis?scope=…`. Query values that are undefined are left out. */
export function requestFor<N extends RouteName>(name: N, input: CallInput<N>): { method: string; path: string } {
  const route = api[name];
  const { params = {}, query = {} } = input as { params?: Record<string, string>; query?: Record<string, unknown> };
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  const tail = search.toString();
  return { method: route.method.toUpperCase(), path: tail ? `${path}?${tail}` : path };
}
