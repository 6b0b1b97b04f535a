// Owns who may edit schemes and confirm their figures: they hold for the whole city.
import type { Caller } from '../../platform/caller.ts';
import type { RecognitionParts } from '../parts.ts';

export function mayEditSchemes({ regions }: Pick<RecognitionParts, 'regions'>, caller: Caller): boolean {
  return (
    caller.mayEverywhere('schemes.write') || caller.may('schemes.write', { level: 'city', code: regions.city.code })
  );
}
