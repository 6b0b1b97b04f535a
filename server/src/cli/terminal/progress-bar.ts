// Owns the progress bar: redrawn in place on a terminal, a line every tenth elsewhere.
export interface ProgressBar {
  /** Share done, 0–1. */
  show(share: number): void;
  end(): void;
}

const width = 32;

export function createProgressBar(label: string, out: NodeJS.WriteStream = process.stdout): ProgressBar {
  let shown = -1;
  return {
    show(share) {
      const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
      if (percent === shown || (!out.isTTY && shown >= 0 && percent - shown < 10 && percent < 100)) return;
      shown = percent;
      const filled = Math.round((percent / 100) * width);
      const line = `${label} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(percent).padStart(3)} %`;
      out.write(out.isTTY ? `\r${line}` : `${line}\n`);
    },
    end() {
      if (shown >= 0 && shown < 100) this.show(1);
      if (shown >= 0 && out.isTTY) out.write('\n');
    },
  };
}
