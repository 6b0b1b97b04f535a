// Public surface of regions: city → district → town or park, with the codes of GB/T 2260, and where a name or code leads.
export * from './file.ts';
export * from './regions.ts';
