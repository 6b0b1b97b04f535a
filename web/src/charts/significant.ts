// Owns how a process value of unknown size is written: enough digits to tell it apart, not more.
import { remember } from './remember.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** Four significant digits below a thousand, whole numbers above , scientific beyond a billion and below a ten-thousandth. */
export function significant(value: number, locale: string): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return value.toExponential(3);
  const digits = size >= 1000 ? 0 : Math.max(0, 3 - Math.floor(Math.log10(Math.max(size, 1))));
  const key = `${locale} ${digits}`;
  return remember(formats, key, () => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })).format(value);
}
