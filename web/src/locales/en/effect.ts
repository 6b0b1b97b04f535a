// Owns the English words of measured effect.
import type { effect as zh } from '../zh-CN/effect.ts';

export const effect: typeof zh = {};
