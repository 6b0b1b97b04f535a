// Owns the judgement over one indicator of a project: its effect, and the verdict or why there is none.
import { coverage } from '../facts/facts.ts';
import { type Comparison, type ComparisonOptions, compare } from './compare.ts';
import { coverageOf, type DateRange, daysBetween, isWithin, leftOut, type MeasuredDay } from './days.ts';
import type { Estimate } from './estimate.ts';
import {
  betterWhen,
  type LeftOutReason,
  type MeasuredIndicator,
  type UnmeasurableReason,
  type Verdict,
} from './names.ts';
import { type Placebo, placeboOf } from './placebo.ts';
import { isFraction, type Terms, termsOf } from './terms.ts';
import { ratioOf } from './window.ts';

/** Fewest days that count. */
export const leastDaysBefore = 20;
export const leastDaysAfter = 14;
/** Days after the exclusion window from which too few days are no matter of waiting any more. */
export const patienceDays = 60;

export interface Question {
  indicator: MeasuredIndicator;
  baseline: DateRange;
  /** Implementation, left out; the after window begins the day after. */
  exclusion: DateRange;
  /** Last day of the after window, null: up to the last day there is. */
  afterTo: string | null;
  /** Last day that is over and told of. */
  lastDay: string;
  minimumCoverage: number;
  productMix: boolean;
  /** In any order. */
  days: readonly MeasuredDay[];
  /** Of the control lines; null: none were registered. */
  control: readonly MeasuredDay[] | null;
}

export interface JudgedDay {
  day: string;
  window: 'before' | 'implementation' | 'after';
  /** Ratio of the day alone. */
  value: number | null;
  coverage: number | null;
  leftOut: LeftOutReason | null;
}

export interface MeasuredEffect extends Pick<Comparison, 'mix' | 'control'> {
  indicator: MeasuredIndicator;
  verdict: Verdict;
  /** Why it is not measurable, or too early; null with the other verdicts. */
  reason: UnmeasurableReason | null;
  /** Null where nothing could be compared. */
  basis: Comparison['basis'] | null;
  effect: Estimate | null;
  /** Effect as a share of what was before; null where that was 0. */
  relative: number | null;
  before: Comparison['before'] | null;
  after: Comparison['after'] | null;
  plain: Estimate | null;
  placebo: Placebo | null;
  daysBefore: number;
  daysAfter: number;
  /** Of the days that count, fraction of one. */
  coverage: number | null;
  days: JudgedDay[];
}

export function assess(question: Question): MeasuredEffect {
  const { indicator } = question;
  const terms = termsOf[indicator];
  const days = judgeDays(question, terms);
  const counted = (window: JudgedDay['window']) =>
    days.filter(({ judged }) => judged.window === window && judged.leftOut === null).map(({ day }) => day);
  const before = counted('before');
  const after = counted('after');
  const answer = {
    ...unmeasured(indicator, 'not_measurable', null),
    daysBefore: before.length,
    daysAfter: after.length,
    coverage: coverageOf([...before, ...after]),
    days: days.map(({ judged }) => judged),
  };
  const lacking = lackOf(question, days, before.length, after.length);
  if (lacking) return { ...answer, ...lacking };
  const options: ComparisonOptions = {
    terms,
    fraction: isFraction(indicator),
    productMix: question.productMix,
    ...controlOf(question, terms),
    leastMatched: [leastDaysBefore, leastDaysAfter],
  };
  const found = compare(options, before, after);
  if (!found) return { ...answer, reason: 'no_output' };
  const placebo = placeboOf(options, before, after, found.effect.value);
  const relative = found.before.value === 0 ? null : found.effect.value / found.before.value;
  const { windows: _, ...told } = found;
  const whole = { ...answer, ...told, relative, placebo };
  return placebo?.failed
    ? { ...whole, verdict: 'not_measurable', reason: 'placebo_failed' }
    : { ...whole, verdict: verdictOf(indicator, found.effect), reason: null };
}

/** One without any figure. */
export function unmeasured(
  indicator: MeasuredIndicator,
  verdict: 'not_measurable' | 'too_early',
  reason: UnmeasurableReason | null,
): MeasuredEffect {
  return {
    indicator,
    verdict,
    reason,
    basis: null,
    effect: null,
    relative: null,
    before: null,
    after: null,
    plain: null,
    mix: null,
    control: null,
    placebo: null,
    daysBefore: 0,
    daysAfter: 0,
    coverage: null,
    days: [],
  };
}

/** By the interval alone: what is wholly on the better side is effective. */
function verdictOf(indicator: MeasuredIndicator, { low, high }: Estimate): Verdict {
  const [least, most] = betterWhen[indicator] === 'higher' ? [low, high] : [-high, -low];
  if (least > 0) return 'effective';
  return most < 0 ? 'worse' : 'not_shown';
}

interface Judged {
  day: MeasuredDay;
  judged: JudgedDay;
}

function judgeDays({ baseline, exclusion, afterTo, lastDay, minimumCoverage, days }: Question, terms: Terms): Judged[] {
  const end = afterTo !== null && afterTo < lastDay ? afterTo : lastDay;
  return days
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))
    .flatMap((day): Judged[] => {
      const within = isWithin(exclusion, day.day);
      const isAfter = day.day > exclusion.to && day.day <= end;
      if (!within && !isAfter && !isWithin(baseline, day.day)) return [];
      const window = within ? 'implementation' : isAfter ? 'after' : 'before';
      const reason = within ? 'implementation' : leftOut({ terms, minimumCoverage }, day);
      const value = ratioOf(terms, [day])?.value ?? null;
      return [{ day, judged: { day: day.day, window, value, coverage: coverage(day.facts), leftOut: reason } }];
    });
}

function controlOf({ control, minimumCoverage }: Question, terms: Terms): Pick<ComparisonOptions, 'control'> {
  if (!control) return {};
  const counted = control.filter((day) => leftOut({ terms, minimumCoverage }, day) === null);
  return { control: new Map(counted.map((day) => [day.day, day])) };
}

type Lack = Pick<MeasuredEffect, 'verdict' | 'reason'>;

function lackOf(question: Question, days: readonly Judged[], before: number, after: number): Lack | undefined {
  const { baseline, exclusion, afterTo, lastDay } = question;
  const early: Lack = { verdict: 'too_early', reason: 'few_days_after' };
  const not = (reason: UnmeasurableReason): Lack => ({ verdict: 'not_measurable', reason });
  if (lastDay <= baseline.to) return early;
  const earlier = days.filter(({ judged }) => judged.window === 'before');
  const missing = figureMissing(question.indicator, earlier);
  if (missing) return not(missing);
  if (before < leastDaysBefore) return not(fewDays(earlier, leastDaysBefore, 'no_data_before', 'few_days_before'));
  if (after >= leastDaysAfter) return undefined;
  const over = afterTo !== null && afterTo <= lastDay;
  if (!over && daysBetween(exclusion.to, lastDay) < patienceDays) return early;
  const later = days.filter(({ judged }) => judged.window === 'after');
  return not(fewDays(later, leastDaysAfter, 'no_data_after', 'few_days_after'));
}

function fewDays(
  days: readonly Judged[],
  least: number,
  none: UnmeasurableReason,
  few: UnmeasurableReason,
): UnmeasurableReason {
  const known = days.filter(({ judged }) => judged.leftOut !== 'no_data' && judged.leftOut !== 'not_scheduled');
  if (known.length === 0) return none;
  const enough = days.filter(({ judged }) => judged.leftOut === null || judged.leftOut === 'low_coverage');
  return enough.length >= least ? 'low_coverage' : few;
}

/** What a baseline with enough data never told of: then no number of days will. */
function figureMissing(indicator: MeasuredIndicator, days: readonly Judged[]): UnmeasurableReason | undefined {
  const told = days
    .filter(({ judged }) => judged.leftOut === null || judged.leftOut === 'no_figure')
    .map(({ day }) => day.facts);
  if (told.length === 0) return undefined;
  const never = (field: (facts: MeasuredDay['facts']) => number) => told.every((facts) => field(facts) <= 0);
  if (indicator === 'availability') return never(({ runMs }) => runMs) ? 'no_output' : undefined;
  if (never(({ produced }) => produced)) return 'no_output';
  if (indicator === 'output_per_hour' && never(({ output }) => output)) return 'no_output';
  if (indicator === 'fpy' && never((facts) => facts.inspected)) return 'no_inspection';
  if (indicator === 'energy_per_good' && never(({ energyWh }) => energyWh)) return 'no_energy';
  const judges = indicator === 'quality_ratio' || indicator === 'oee';
  return judges && never(({ produced, unjudged }) => produced - unjudged) ? 'no_quality_count' : undefined;
}
