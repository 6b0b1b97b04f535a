// Owns the English words of cockpit.
import type { cockpit as zh } from '../zh-CN/cockpit.ts';

export const cockpit: typeof zh = {};
