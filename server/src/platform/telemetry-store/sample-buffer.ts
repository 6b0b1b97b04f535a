// Owns the column buffer samples are gathered in on their way to the store: no object per sample.
import type { SignalValue } from '@takt/model/signals';

/** Growable columns: series, time, number (NaN: none), text (sparse). Booleans become 0 or 1. */
export class SampleBuffer {
  length = 0;
  series: Uint32Array;
  at: Float64Array;
  number: Float64Array;
  readonly text = new Map<number, string>();

  constructor(capacity = 4096) {
    this.series = new Uint32Array(capacity);
    this.at = new Float64Array(capacity);
    this.number = new Float64Array(capacity);
  }

  push(series: number, at: number, value: SignalValue): void {
    if (this.length === this.series.length) this.#grow();
    const index = this.length++;
    this.series[index] = series;
    this.at[index] = at;
    if (typeof value === 'number') this.number[index] = value;
    else if (typeof value === 'boolean') this.number[index] = value ? 1 : 0;
    else {
      this.number[index] = Number.NaN;
      if (value !== null) this.text.set(index, value);
    }
  }

  /** Adds whole columns of one length, texts excepted; answers the row of the first. */
  pushColumns(series: Uint32Array, at: Float64Array, number: Float64Array): number {
    const first = this.length;
    while (this.series.length < first + series.length) this.#grow();
    this.series.set(series, first);
    this.at.set(at, first);
    this.number.set(number, first);
    this.length += series.length;
    return first;
  }

  clear(): void {
    this.length = 0;
    this.text.clear();
  }

  #grow(): void {
    const capacity = this.series.length * 2;
    const series = new Uint32Array(capacity);
    series.set(this.series);
    this.series = series;
    const at = new Float64Array(capacity);
    at.set(this.at);
    this.at = at;
    const number = new Float64Array(capacity);
    number.set(this.number);
    this.number = number;
  }
}
