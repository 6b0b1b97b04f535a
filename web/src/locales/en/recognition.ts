// Owns the English words of recognition.
import type { recognition as zh } from '../zh-CN/recognition.ts';

export const recognition: typeof zh = {};
