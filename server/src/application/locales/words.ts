// Owns the words of the files that are downloaded, in the two languages.
import { en } from './en.ts';
import { type FileWords, zh } from './zh-CN.ts';

export type { FileWords } from './zh-CN.ts';

export type Language = 'zh-CN' | 'en';

export const fileWords: Readonly<Record<Language, FileWords>> = { 'zh-CN': zh, en };
