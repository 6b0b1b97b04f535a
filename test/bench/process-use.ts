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

export function watchProcess(pid: number): { stop(): Promise<ProcessUse> } {
  const before = cpuSecondsOf(pid);
  let peakRssMb = 0;
  const look = async () => {
    peakRssMb = Math.max(peakRssMb, await rssMbOf(pid));
  };
  const timer = setInterval(look, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return { cpuSeconds: (await cpuSecondsOf(pid)) - (await before), peakRssMb };
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
