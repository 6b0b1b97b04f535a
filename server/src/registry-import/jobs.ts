// Owns the work of imports that is done as jobs: checking a file, writing it, and taking up again what was left lying.
import type { Job } from '../platform/queue/port.ts';
import { applyImport } from './apply.ts';
import { checkImport } from './check.ts';
import type { ImportJobParts } from './parts.ts';

export const checkJob = 'registry.import.check';
export const applyJob = 'registry.import.apply';

const lookEveryMs = 60_000;
/** What fails so often does not go away by itself. */
const mostAttempts = 5;

export function importJobs(parts: ImportJobParts): void {
  const { db, queue, clock } = parts;
  const tried = (work: (id: string) => Promise<void>) => async (job: Job) => {
    const { id } = job.payload as { id: string };
    try {
      await work(id);
    } catch (error) {
      if (job.attempts < mostAttempts) throw error;
      await db
        .updateTable('registry_imports')
        .set({ state: 'failed', error: error instanceof Error ? error.message : String(error), finished_at: clock() })
        .where('id', '=', id)
        .where('state', 'in', ['checking', 'running'])
        .execute();
    }
  };
  queue.handle(
    checkJob,
    tried((id) => checkImport(parts, id)),
  );
  queue.handle(
    applyJob,
    tried((id) => applyImport(parts, id)),
  );
  // Between keeping an import and putting its work down a process may end.
  queue.every('registry.imports', lookEveryMs, async () => {
    const left = await db
      .selectFrom('registry_imports')
      .select(['id', 'state'])
      .where('state', 'in', ['checking', 'running'])
      .where('created_at', '<', clock() - lookEveryMs)
      .execute();
    for (const { id, state } of left) await queue.add(state === 'checking' ? checkJob : applyJob, id, { id });
  });
}
