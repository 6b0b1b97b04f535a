// Public surface of the registry: enterprises as a bureau keeps them, with their sites, workshops, equipment, contacts and figures.
export { readTerms } from './terms.ts';
