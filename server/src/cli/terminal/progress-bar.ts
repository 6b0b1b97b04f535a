// Owns the progress bar: redrawn in place on a terminal, a line every tenth elsewhere.

export interface ProgressBar {
  /** Share done, 0–1; `detail` says what is being worked on. */
  show(share: number, detail?: string): void;
  /** Leaves it as it stands, complete where something was shown at all. */
  end(): void;
  /** Leaves it as it stands, incomplete. */
  abandon(): void;
}

const width = 32;
/** Elsewhere than on a terminal a line is written at the latest after this. */
const lineEveryMs = 60_000;

export function createProgressBar(label: string, out: NodeJS.WriteStream = process.stdout): ProgressBar {
  let shown = -1;
  let drawn = '';
  let lastLineAt = 0;

  function show(share: number, detail = ''): void {
    const percent = Math.floor(Math.min(1, Math.max(0, share)) * 100);
    const due = shown < 0 || percent - shown >= 10 || (percent === 100 && shown < 100);
    if (!out.isTTY && !due && Date.now() - lastLineAt < lineEveryMs) return;
    const filled = Math.round((percent / 100) * width);
    const bar = `${label} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(percent).padStart(3)} %`;
    const line = detail === '' ? bar : `${bar}  ${detail}`;
    if (line === drawn) return;
    out.write(out.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
    shown = percent;
    drawn = line;
    lastLineAt = Date.now();
  }

  function abandon(): void {
    if (shown >= 0 && out.isTTY) out.write('\n');
  }

  return {
    show,
    end() {
      if (shown >= 0 && shown < 100) show(1);
      abandon();
    },
    abandon,
  };
}
