// Owns the order and the cumulative shares of a Pareto chart.

export interface ParetoRow<T> {
  item: T;
  value: number;
  /** Of the longest, fraction of one: the length of its bar. */
  ofLargest: number;
  /** Of all, fraction of one. */
  share: number;
  /** Of all, this and everything larger together, fraction of one. */
  cumulative: number;
}

/** Largest first. `total` may exceed the sum when only the top is listed; the cumulative line then ends below one. */
export function pareto<T>(items: readonly T[], sizeOf: (item: T) => number, total?: number): ParetoRow<T>[] {
  const sorted = items.map((item) => ({ item, value: sizeOf(item) })).sort((a, b) => b.value - a.value);
  const sum = sorted.reduce((all, { value }) => all + value, 0);
  const whole = Math.max(total ?? sum, sum);
  const largest = sorted[0]?.value ?? 0;
  let running = 0;
  return sorted.map(({ item, value }) => {
    running += value;
    return {
      item,
      value,
      ofLargest: largest > 0 ? value / largest : 0,
      share: whole > 0 ? value / whole : 0,
      cumulative: whole > 0 ? running / whole : 0,
    };
  });
}
