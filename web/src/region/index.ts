// Public surface of the regions as the client knows them.
export { useRegions } from './store.ts';
