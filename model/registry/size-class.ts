// Owns size classes of enterprises, and the one that follows from figures.

/** 大型, 中型, 小型, 微型 (国统字〔2017〕213号). */
export const sizeClasses = ['large', 'medium', 'small', 'micro'] as const;
export type SizeClass = (typeof sizeClasses)[number];

const thresholds = [
  ['large', 1000, 400_000_000],
  ['medium', 300, 20_000_000],
  ['small', 20, 3_000_000],
] as const satisfies readonly (readonly [SizeClass, number, number])[];

/**
 * Of an industrial enterprise (sections B, C and D): the highest class both of whose thresholds are reached, persons and revenue of a
 * year in yuan; below all of them it is a micro one (国统字〔2017〕213号, table and note 3). Other sections have other thresholds.
 */
export function industrialSizeClass(employees: number, revenueYuan: number): SizeClass {
  return thresholds.find(([, persons, yuan]) => employees >= persons && revenueYuan >= yuan)?.[0] ?? 'micro';
}
