// Public surface of the plant as the client knows it.
export { usePlant } from './store.ts';
export { below, type PlantNode, type WalkLevel, wayTo } from './tree.ts';
export { useShiftRange } from './use-shift-range.ts';
