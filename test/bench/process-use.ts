// Owns what a process under test uses, as the kernel counts it: processor time and resident memory.
import { readFile } from 'node:fs/promises';

export interface ProcessUse {
  /** User and system time of all its threads since the watch began, seconds. */
  cpuSeconds: number;
  /** Most resident memory seen, MB. */
  peakRssMb: number;
}

/** Unit of the times in /proc, on every architecture Linux tells it to programs. */
const ticksPerSecond = 100;
const everyMs = 250;

/** Watches one or several processes that work together; memory is that of all of them at one time. */
export function watchProcess(...pids: readonly number[]): { stop(): Promise<ProcessUse> } {
  const before = Promise.all(pids.map(cpuSecondsOf));
  let peakRssMb = 0;
  const look = async () => {
    const each = await Promise.all(pids.map(rssMbOf));
    peakRssMb = Math.max(
      peakRssMb,
      each.reduce((sum, mb) => sum + mb, 0),
    );
  };
  const timer = setInterval(look, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      const began = await before;
      const ended = await Promise.all(pids.map(cpuSecondsOf));
      const cpuSeconds = ended.reduce((sum, seconds, index) => sum + seconds - (began[index] ?? 0), 0);
      return { cpuSeconds, peakRssMb };
    },
  };
}

async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold anything; user and system time are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

async function rssMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
