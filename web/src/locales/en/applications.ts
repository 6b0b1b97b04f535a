// Owns the English words of applications.
import type { applications as zh } from '../zh-CN/applications.ts';

export const applications: typeof zh = {};
