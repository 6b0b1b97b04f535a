// Owns the languages: which there are, loading one, and looking texts up in it.

import { type ComputedRef, computed } from 'vue';
import { createI18n, useI18n } from 'vue-i18n';
import type { Translate } from './keys.ts';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];
/** Each language is called by its own name, whatever language the page is in. */
export const languageNames: Record<Language, string> = { 'zh-CN': '中文', en: 'English' };

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: {},
  missingWarn: false,
  fallbackWarn: false,
});

const loaders = {
  'zh-CN': () => import('./zh-CN/index.ts'),
  en: () => import('./en/index.ts'),
} as const satisfies Record<Language, unknown>;

/** Loads a language once and switches the page to it. */
export async function switchLanguage(language: Language): Promise<void> {
  const { messages } = await loaders[language]();
  i18n.global.setLocaleMessage(language, messages);
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
}

export interface Text {
  t: Translate;
  /** BCP 47 tag for Intl formatters. */
  language: ComputedRef<Language>;
}

/** Texts in the language of the page; a key that does not exist is a type error. */
export function useText(): Text {
  const composer = useI18n({ useScope: 'global' });
  const t: Translate = (key, values) => composer.t(key, values ?? {});
  return { t, language: computed(() => composer.locale.value as Language) };
}
