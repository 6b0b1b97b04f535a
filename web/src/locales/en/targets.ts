// Owns the English words of targets.
import type { targets as zh } from '../zh-CN/targets.ts';

export const targets: typeof zh = {};
