// Owns the work of reports that is done as jobs: what is due is put down, made one after the other, and taken up again where it was left.
import { system } from '../platform/caller.ts';
import type { Job } from '../platform/queue/port.ts';
import { makeReport } from './make.ts';
import type { ReportJobParts } from './parts.ts';
import { putDownDue } from './schedule.ts';

export const makeJob = 'report.make';

const lookEveryMs = 120_000;
/** What fails so often does not go away by itself. */
const mostAttempts = 4;

export function reportJobs(parts: ReportJobParts): void {
  const { queue } = parts;
  queue.handle(makeJob, async (job) => {
    await attempt(parts, job);
    await putNext(parts);
  });
  queue.every('reports', lookEveryMs, async () => {
    await putDownDue(parts);
    await putNext(parts);
    await takeUp(parts);
  });
}

/** Those on schedule one after the other: there are as many as districts, and others wait for the queue, too. */
async function putNext({ db, queue }: ReportJobParts): Promise<void> {
  const open = await db
    .selectFrom('reports')
    .select(['id', 'state'])
    .where('created_by', '=', system.actor)
    .where('state', 'in', ['waiting', 'running'])
    .orderBy('month')
    .orderBy('region')
    .execute();
  const [next] = open;
  if (next && !open.some(({ state }) => state === 'running')) await queue.add(makeJob, next.id, { id: next.id });
}

/** Between keeping a report and putting its work down a process may end, and while it is made. */
async function takeUp({ db, queue, clock }: ReportJobParts): Promise<void> {
  const left = await db
    .selectFrom('reports')
    .select('id')
    .where('created_at', '<', clock() - lookEveryMs)
    .where((e) =>
      e.or([e('state', '=', 'running'), e.and([e('state', '=', 'waiting'), e('created_by', '!=', system.actor)])]),
    )
    .execute();
  for (const { id } of left) await queue.add(makeJob, id, { id });
}

async function attempt(parts: ReportJobParts, { payload, attempts }: Job): Promise<void> {
  const { id } = payload as { id: string };
  try {
    await makeReport(parts, id);
  } catch (error) {
    if (attempts < mostAttempts) throw error;
    await parts.db
      .updateTable('reports')
      .set({ state: 'failed', error: reasonOf(error), finished_at: parts.clock() })
      .where('id', '=', id)
      .where('state', 'in', ['waiting', 'running'])
      .execute();
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
