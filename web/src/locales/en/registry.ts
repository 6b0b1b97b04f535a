// Owns the English words of registry.
import type { registry as zh } from '../zh-CN/registry.ts';

export const registry: typeof zh = {
  origin: {
    measured: { name: 'measured', text: 'Measured: worked out from machine data' },
    declared: { name: 'declared', text: 'Declared: somebody said so' },
    imported: { name: 'imported', text: 'Imported: it came in a file' },
    since: 'since {time}',
    by: 'by {name}',
    between: '; ',
  },
};
