// Owns what is asked of the reading routes in model/api/project-routes.ts.
import { nobodys } from '../marks.ts';
import type { Readings } from '../reading.ts';

const nothing = { params: { id: `x-${nobodys}` } };

export const projectReadings = {
  'projects.list': ({ districts }) => [{ query: {} }, ...districts.map((district) => ({ query: { district } }))],
  'projects.board': () => [{ query: {} }],
  'projects.timeline': () => [{ query: {} }],
  'projects.terms': () => [{}],
  'projects.enterprises': () => [{ query: {} }],
  'projects.workshops': () => [{ query: { enterprise: `x-${nobodys}` } }],
  'projects.get': () => [nothing],
  'projects.events': () => [{ ...nothing, query: {} }],
  'projects.effects': () => [nothing],
  'projects.document': () => [{ params: { ...nothing.params, document: 'none' } }],
} satisfies Partial<Readings>;
