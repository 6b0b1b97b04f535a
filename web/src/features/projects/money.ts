// Owns amounts of money: kept in yuan, written and typed in units of 10,000 (万元).
import { formatNumber } from '../../ui/format.ts';

export const yuanPerWan = 10_000;

/** As its language counts: in 万元 in Chinese, in yuan otherwise; with decimals only where there are any. */
export function formatMoney(yuan: number, language: string): string {
  const amount = language.startsWith('zh') ? yuan / yuanPerWan : yuan;
  return formatNumber(amount, language, Number.isInteger(amount) ? 0 : 2);
}

/** As it is typed; a comma groups. */
export function wanText(yuan: number): string {
  return yuan === 0 ? '' : String(Math.round((yuan / yuanPerWan) * 1e6) / 1e6);
}

/** Yuan to the cent; undefined: it is no amount. Nothing typed is nothing. */
export function yuanOf(text: string): number | undefined {
  const plain = text.replace(/[,，\s]/g, '');
  if (plain === '') return 0;
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(plain)) return undefined;
  const yuan = Math.round(Number(plain) * yuanPerWan * 100) / 100;
  return yuan <= 1e12 ? yuan : undefined;
}
