// English words: workshop page.
import type { workshop as zh } from '../zh-CN/workshop.ts';

export const workshop: typeof zh = {
  title: 'Workshop',
};
