// Owns which stretch of a signal's history is shown: the page's range, or a closer look the reader took.
import type { Span } from '../../ui/range/choice.ts';

/** Narrower shows nothing more, wider than a month asks too much of one signal. ms */
export const narrowestMs = 10_000;
export const widestMs = 31 * 86_400_000;

export type Move = 'in' | 'out' | 'earlier' | 'later';

/** Half the stretch, twice the stretch, or half a stretch aside; never beyond `end`. */
export function moved(view: Span, move: Move, end: number): Span {
  const length = view.to - view.from;
  const middle = view.from + length / 2;
  switch (move) {
    case 'in':
      return around(middle, Math.max(narrowestMs, length / 2), end);
    case 'out':
      return around(middle, Math.min(widestMs, length * 2), end);
    case 'earlier':
      return around(middle - length / 2, length, end);
    case 'later':
      return around(middle + length / 2, length, end);
  }
}

function around(middle: number, length: number, end: number): Span {
  const to = Math.round(Math.min(end, middle + length / 2));
  return { from: Math.round(to - length), to };
}

/** Whether a move would change anything. */
export function canMove(view: Span, move: Move, end: number): boolean {
  const next = moved(view, move, end);
  return next.from !== view.from || next.to !== view.to;
}
