// Owns the rates of an equipment list: numerically controlled, networked, of all or of key processes, counted by pieces.

export interface EquipmentFacts {
  /** Pieces of the same kind. */
  quantity: number;
  /** Null: not said. */
  numericallyControlled: boolean | null;
  networked: boolean | null;
  keyProcess: boolean | null;
}

export interface EquipmentRate {
  /** Pieces that are so. */
  count: number;
  /** Pieces of which it is said whether they are. */
  of: number;
  /** Pieces of which it is not said; they are in neither. */
  unsaid: number;
  /** `count / of`, a fraction of one; null where nothing is said of any piece. */
  rate: number | null;
}

export interface EquipmentRates {
  /** All pieces. */
  pieces: number;
  nc: EquipmentRate;
  /** Of pieces in key processes. */
  keyProcessNc: EquipmentRate;
  networked: EquipmentRate;
  keyProcess: EquipmentRate;
}

/**
 * 数控化率, 关键工序数控化率, 联网率: shares of pieces of equipment, not of lines of a list. What is not said counts neither way, so
 * that a rate over few answers is seen to be one.
 */
export function equipmentRates(equipment: readonly EquipmentFacts[]): EquipmentRates {
  const key = equipment.filter(({ keyProcess }) => keyProcess === true);
  return {
    pieces: equipment.reduce((sum, { quantity }) => sum + quantity, 0),
    nc: rateOf(equipment, (one) => one.numericallyControlled),
    keyProcessNc: rateOf(key, (one) => one.numericallyControlled),
    networked: rateOf(equipment, (one) => one.networked),
    keyProcess: rateOf(equipment, (one) => one.keyProcess),
  };
}

function rateOf(equipment: readonly EquipmentFacts[], answer: (one: EquipmentFacts) => boolean | null): EquipmentRate {
  let count = 0;
  let of = 0;
  let unsaid = 0;
  for (const one of equipment) {
    const said = answer(one);
    if (said === null) unsaid += one.quantity;
    else of += one.quantity;
    if (said === true) count += one.quantity;
  }
  return { count, of, unsaid, rate: of === 0 ? null : count / of };
}
