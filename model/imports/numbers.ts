// Owns numbers as files write them: with separators of thousands, and amounts of money in 万 and 亿.

const grouped = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?$/i;

/** Undefined where it is no number. */
export function numberOfText(text: string): number | undefined {
  const folded = text.normalize('NFKC').replace(/\s/g, '');
  if (grouped.test(folded)) return Number(folded.replaceAll(',', ''));
  return plain.test(folded) ? Number(folded) : undefined;
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  元: 1,
  万: 1e4,
  万元: 1e4,
  亿: 1e8,
  亿元: 1e8,
  百万: 1e6,
  百万元: 1e6,
  千万: 1e7,
  千万元: 1e7,
};

/** Yuan of one as a header gives it in brackets, such as `计划投资（万元）`; 1 where it gives none. */
export function yuanOfHeader(header: string): number {
  const unit = /\(([百千]?万元?|亿元?)\)/.exec(header.normalize('NFKC').replace(/\s/g, ''))?.[1] ?? '';
  return units[unit] ?? 1;
}

/**
 * Yuan of `1,200,000`, `120万`, `¥1.2亿元`; to the fen. `headerYuan`: of one where the text gives no unit. Undefined where it is no amount.
 */
export function yuanOfText(text: string, headerYuan = 1): number | undefined {
  const folded = text.normalize('NFKC').replace(/\s/g, '');
  const [, amount = '', unit = ''] =
    /^(?:[¥￥]|rmb|cny)?([-+\d.,e]+)(元|[百千]?万元?|亿元?|yuan|rmb|cny)?$/i.exec(folded) ?? [];
  const factor = unit === '' ? headerYuan : units[/^(yuan|rmb|cny)$/i.test(unit) ? '元' : unit];
  const number = numberOfText(amount);
  return number === undefined || factor === undefined ? undefined : Math.round(number * factor * 100) / 100;
}
