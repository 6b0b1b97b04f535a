// Public surface of imports of the registry: files looked at before anything of them is written, and files that go out.
export { importJobs } from './jobs.ts';
export { importRoutes } from './routes.ts';
