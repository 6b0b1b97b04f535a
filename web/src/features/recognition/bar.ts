// Owns the measures of a bar that sets a value against what is asked.

export interface Bar {
  /** Where the bar begins and how long it is, and where the mark of what is asked stands; in hundredths of the whole. */
  from: number;
  length: number;
  asked: number;
}

/** The scale holds nought, the value and what is asked, with some room; undefined where there is no number to draw. */
export function barOf(value: number | string | null, threshold: number | string): Bar | undefined {
  if (typeof value !== 'number' || typeof threshold !== 'number') return undefined;
  const low = Math.min(0, value, threshold);
  const high = Math.max(0, value, threshold);
  if (high === low) return undefined;
  const room = (high - low) * 0.15;
  const [start, end] = [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
  const place = (at: number) => ((at - start) / (end - start)) * 100;
  const [a, b] = [place(0), place(value)];
  return { from: Math.min(a, b), length: Math.abs(b - a), asked: place(threshold) };
}
