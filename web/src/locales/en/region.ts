// Owns the English words of districts.
import type { region as zh } from '../zh-CN/region.ts';

export const region: typeof zh = {};
