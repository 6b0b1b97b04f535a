// Owns which rules belong to which kind of file.
import type { ImportKind } from '@takt/model/imports';
import { enterpriseRules } from './enterprises.ts';
import { equipmentRules } from './equipment.ts';
import { projectRules } from './projects.ts';
import type { KindRules } from './rules.ts';
import { workshopRules } from './workshops.ts';

export const kindRules: Readonly<Record<ImportKind, KindRules>> = {
  enterprises: enterpriseRules,
  workshops: workshopRules,
  equipment: equipmentRules,
  projects: projectRules,
};
