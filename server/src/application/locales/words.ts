// Owns the words of the files that are downloaded, in the two languages.
import { en } from './en.ts';
import { zh } from './zh-CN.ts';

export type Language = 'zh-CN' | 'en';
export type FileWords = typeof zh;

export const fileWords: Readonly<Record<Language, FileWords>> = { 'zh-CN': zh, en };
