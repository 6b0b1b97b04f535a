// Owns step functions of time: a value that holds from one change to the next.

export interface Step<T> {
  /** Epoch ms from which `value` holds. */
  at: number;
  value: T;
}

/** Reads steps (ascending by time) forwards: asking for a time earlier than the last one asked is not allowed. */
export interface Cursor<T> {
  /** Value in force at `at`, or `before` ahead of the first step. */
  valueAt(at: number): T;
}

export function cursor<T>(steps: readonly Step<T>[], before: T): Cursor<T> {
  let next = 0;
  let value = before;
  return {
    valueAt(at) {
      for (let step = steps[next]; step && step.at <= at; step = steps[++next]) value = step.value;
      return value;
    },
  };
}

/** Drops steps that do not change the value; of several at one moment the last counts. */
export function changes<T>(steps: readonly Step<T>[]): Step<T>[] {
  const kept: Step<T>[] = [];
  for (const step of steps) {
    const last = kept.at(-1);
    if (last && last.at === step.at) kept.pop();
    if (kept.at(-1)?.value !== step.value || kept.length === 0) kept.push(step);
  }
  return kept;
}

/** Index of the first step later than `at`. */
export function firstAfter<T>(steps: readonly Step<T>[], at: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle]?.at ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Value in force at `at`, wherever it lies. */
export function valueAt<T>(steps: readonly Step<T>[], at: number, before: T): T {
  const step = steps[firstAfter(steps, at) - 1];
  return step ? step.value : before;
}
