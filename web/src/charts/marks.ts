// Owns how time categories and losses look in charts: a colour of meaning, and a pattern and height that say it without colour.
import type { TimeCategory } from '@takt/model/facts';
import type { WaterfallBar } from '@takt/model/losses';

export type Pattern = 'solid' | 'rising' | 'falling' | 'upright' | 'dots' | 'hollow';

export interface Mark {
  /** CSS custom property that holds the colour. */
  token: string;
  pattern: Pattern;
  /** Share of a timeline lane it fills from the bottom: what needs attention stands out of the line. */
  height: number;
}

const mark = (token: string, pattern: Pattern, height: number): Mark => ({ token, pattern, height });

export const categoryMarks: Record<TimeCategory, Mark> = {
  producing: mark('--state-producing', 'solid', 0.5),
  minorStop: mark('--state-minorStop', 'upright', 0.75),
  setup: mark('--state-setup', 'dots', 0.75),
  down: mark('--state-down', 'solid', 1),
  starved: mark('--state-starved', 'falling', 0.75),
  blocked: mark('--state-blocked', 'rising', 0.75),
  idle: mark('--state-idle', 'hollow', 0.5),
  plannedStop: mark('--state-plannedStop', 'solid', 0.2),
  unscheduled: mark('--state-unscheduled', 'solid', 0.06),
  unknown: mark('--state-unknown', 'rising', 1),
};

/** Which category's look a bar of the waterfall takes; levels and losses that are no machine state have their own. */
export function barMark(bar: WaterfallBar): Mark {
  if (bar.kind === 'level') return mark(bar.key === 'good' ? '--state-producing' : '--line-strong', 'solid', 1);
  switch (bar.key) {
    case 'plannedSetup':
      return categoryMarks.setup;
    case 'stopLoss':
      return categoryMarks.plannedStop;
    case 'speed':
      return mark('--state-minorStop', 'falling', 1);
    case 'quality':
      return mark('--state-down', 'rising', 1);
    case 'unjudged':
      return categoryMarks.unknown;
    default:
      return categoryMarks[bar.key];
  }
}

/** CSS background of a mark, for HTML bars and legend swatches. */
export function markStyle({ token, pattern }: Mark): Record<string, string> {
  const colour = `var(${token})`;
  const faint = `color-mix(in srgb, ${colour} 22%, transparent)`;
  const stripes = (angle: number) => `repeating-linear-gradient(${angle}deg, ${colour} 0 2px, ${faint} 2px 5px)`;
  switch (pattern) {
    case 'solid':
      return { background: colour };
    case 'rising':
      return { background: stripes(-45) };
    case 'falling':
      return { background: stripes(45) };
    case 'upright':
      return { background: stripes(90) };
    case 'dots':
      return { background: `radial-gradient(${colour} 1.4px, transparent 1.6px) 0 0 / 5px 5px, ${faint}` };
    case 'hollow':
      return { background: 'transparent', boxShadow: `inset 0 0 0 1.5px ${colour}` };
  }
}
