// Owns drawing one lane of a state timeline on a canvas.
import type { StateInterval } from '@takt/model/api';
import type { TimeCategory } from '@takt/model/facts';
import { categoryMarks, type Mark } from './marks.ts';
import { remember } from './remember.ts';

interface Look {
  mark: Mark;
  fill: string | CanvasPattern;
  edge: string;
}

// Drawn later = on top: a stop shorter than a pixel must not vanish under the production around it.
const rank: Partial<Record<TimeCategory, number>> = { unscheduled: 0, plannedStop: 1, producing: 2, idle: 3, down: 9 };

/** Draws intervals over [from, to] onto a canvas of `width` × `height` CSS pixels. */
export function drawLane(
  canvas: HTMLCanvasElement,
  intervals: readonly StateInterval[],
  view: { from: number; to: number; width: number; height: number; selected: number },
  token: (name: string) => string,
): void {
  const { from, to, width, height } = view;
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context || !(to > from)) return;
  context.scale(ratio, ratio);
  const looks = new Map<TimeCategory, Look>();
  const look = (category: TimeCategory) =>
    remember(looks, category, () => lookOf(categoryMarks[category], context, token));
  const order = [...intervals.keys()].sort((a, b) => rankOf(intervals[a]) - rankOf(intervals[b]));
  for (const index of order) {
    const interval = intervals[index];
    if (!interval) continue;
    const left = (Math.max(interval.from, from) - from) * (width / (to - from));
    const right = (Math.min(interval.to, to) - from) * (width / (to - from));
    if (right < 0 || left > width || right < left) continue;
    const attention = rankOf(interval) >= 4;
    paint(context, look(interval.category), left, Math.max(right - left, attention ? 1 : 0.4), height);
    if (index === view.selected) outline(context, left, Math.max(right - left, 2), height, token('--text'));
  }
}

function rankOf(interval: StateInterval | undefined): number {
  return interval ? (rank[interval.category] ?? 5) : 0;
}

function paint(context: CanvasRenderingContext2D, look: Look, x: number, width: number, height: number): void {
  const tall = Math.max(2, height * look.mark.height);
  context.fillStyle = width < 3 ? look.edge : look.fill;
  context.fillRect(x, height - tall, width, tall);
  if (look.mark.pattern === 'hollow' && width > 3) {
    context.strokeStyle = look.edge;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, height - tall + 0.5, width - 1, tall - 1);
  }
}

function outline(context: CanvasRenderingContext2D, x: number, width: number, height: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(x, 1, width, height - 2);
}

function lookOf(mark: Mark, context: CanvasRenderingContext2D, token: (name: string) => string): Look {
  const edge = token(mark.token) || '#888';
  if (mark.pattern === 'solid') return { mark, edge, fill: edge };
  if (mark.pattern === 'hollow') return { mark, edge, fill: 'transparent' };
  return { mark, edge, fill: patternOf(mark.pattern, edge, context) ?? edge };
}

function patternOf(pattern: Mark['pattern'], colour: string, target: CanvasRenderingContext2D): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = 6;
  tile.height = 6;
  const context = tile.getContext('2d');
  if (!context) return null;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.globalAlpha = 0.22;
  context.fillRect(0, 0, 6, 6);
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.beginPath();
  if (pattern === 'dots') context.arc(3, 3, 1.6, 0, Math.PI * 2);
  else if (pattern === 'upright') context.rect(0, 0, 2, 6);
  else for (const shift of [-6, 0, 6]) diagonal(context, shift, pattern === 'rising');
  if (pattern === 'dots' || pattern === 'upright') context.fill();
  else context.stroke();
  return target.createPattern(tile, 'repeat');
}

function diagonal(context: CanvasRenderingContext2D, shift: number, rising: boolean): void {
  context.moveTo(shift, rising ? 6 : 0);
  context.lineTo(shift + 6, rising ? 0 : 6);
}
