// Owns the English words of retrofit projects.
import type { projects as zh } from '../zh-CN/projects.ts';

export const projects: typeof zh = {};
