// Owns the dead jobs of all kinds: listed, put down again, given up.
import type { Job as BullJob } from 'bullmq';
import type { DeadJob, JobKind, Queue } from '../../port.ts';
import { inTime } from './in-time.ts';
import type { Kinds } from './kinds.ts';

export function createDeadJobs(kinds: Kinds): Pick<Queue, 'dead' | 'rerun' | 'discard'> {
  /** Ids are `<kind>:<id of BullMQ>`. */
  async function find(id: string): Promise<{ kind: JobKind; job: BullJob } | undefined> {
    const [kind = '', own = ''] = id.split(/:(.*)/s, 2);
    if (!(await kinds.names()).includes(kind)) return undefined;
    const job = await kinds.of(kind).getJob(own);
    return job && (await job.isFailed()) ? { kind, job } : undefined;
  }

  async function rerun(id: string): Promise<boolean> {
    const found = await find(id);
    if (!found) return false;
    const { kind, job } = found;
    // Put down as new work before it goes, so that it is never lost; as a retry it would not be seen by work added later.
    await kinds.add(kind, job.deduplicationId ?? '', job.data);
    await job.remove();
    return true;
  }

  async function discard(id: string): Promise<boolean> {
    const found = await find(id);
    await found?.job.remove();
    return found !== undefined;
  }

  async function list(limit: number): Promise<DeadJob[]> {
    if (limit <= 0) return [];
    const perKind = (await kinds.names()).map(async (kind) =>
      (await kinds.of(kind).getFailed(0, limit - 1)).map((job) => toDead(kind, job)),
    );
    const all = (await Promise.all(perKind)).flat();
    return all.sort((a, b) => b.diedAt - a.diedAt).slice(0, limit);
  }

  return {
    dead: (limit) => inTime(list(limit)),
    rerun: (id) => inTime(rerun(id)),
    discard: (id) => inTime(discard(id)),
  };
}

function toDead(kind: JobKind, job: BullJob): DeadJob {
  return {
    id: `${kind}:${job.id}`,
    kind,
    key: job.deduplicationId ?? '',
    payload: job.data,
    attempts: job.attemptsStarted,
    error: job.failedReason,
    diedAt: job.finishedOn ?? 0,
  };
}
