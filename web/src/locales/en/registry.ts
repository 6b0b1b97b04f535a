// Owns the English words of registry.
import type { registry as zh } from '../zh-CN/registry.ts';

export const registry: typeof zh = {};
