// English words: machine page.
import type { machine as zh } from '../zh-CN/machine.ts';

export const machine: typeof zh = {
  title: 'Machine',
};
