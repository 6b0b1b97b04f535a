// Public surface of the KPIs.
export * from './kpis.ts';
export * from './names.ts';
