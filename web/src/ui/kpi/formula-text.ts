// Owns writing a formula out: once in words and symbols, once with the values put in.
import type { KpiRow } from '@takt/model/api';
import type { KpiName } from '@takt/model/kpi';
import type { Translate } from '../../locales/keys.ts';
import { formatKpi, formatTerm } from '../format.ts';
import { type FactTerm, type Formula, formulas, type Sum, symbols, termValue } from './terms.ts';

interface Writer {
  term(term: FactTerm): string;
  kpi(name: KpiName): string;
}

/** `A × E × Q`, `APT ÷ PBT`: words, with the standard's symbol where there is one. */
export function formulaInWords(name: KpiName, t: Translate): string {
  return write(formulas[name], {
    term: (term) => (symbols[term] ? `${t(`kpi.terms.${term}`)} ${symbols[term]}` : t(`kpi.terms.${term}`)),
    kpi: (factor) => t(`kpi.names.${factor}`),
  });
}

/** The same with values and units. */
export function formulaWithValues(name: KpiName, row: KpiRow, t: Translate, language: string): string {
  return write(formulas[name], {
    term: (term) => {
      const { text, unit } = formatTerm(term, termValue(term, row.facts), language);
      return `${text}\u00a0${t(`common.units.${unit}`)}`;
    },
    kpi: (factor) => {
      const value = row.kpis[factor];
      if (value === null) return t('common.none');
      const { text, unit } = formatKpi(factor, value, language);
      return `${text}\u00a0${t(`common.units.${unit}`)}`;
    },
  });
}

function write(formula: Formula, writer: Writer): string {
  const factors = (formula.times ?? []).map(writer.kpi);
  if (formula.ratio) {
    const { over, under } = formula.ratio;
    const fraction = `${sum(over, writer)} \u00f7 ${sum(under, writer)}`;
    factors.unshift(factors.length > 0 ? `(${fraction})` : fraction);
  }
  return factors.join(' \u00d7 ');
}

function sum({ plus, minus = [] }: Sum, writer: Writer): string {
  const text = [plus.map(writer.term).join(' + '), ...minus.map(writer.term)].join(' \u2212 ');
  return plus.length + minus.length > 1 ? `(${text})` : text;
}
