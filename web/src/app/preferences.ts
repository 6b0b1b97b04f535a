// Owns what a person prefers in this browser: language and appearance, kept in local storage.
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { type Language, languages, switchLanguage } from '../locales/i18n.ts';

export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const usePreferences = defineStore('preferences', () => {
  const language = ref<Language>(read('takt.language', languages) ?? 'zh-CN');
  const theme = ref<Theme>(read('takt.theme', themes) ?? 'auto');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const systemDark = ref(system.matches);
  system.addEventListener('change', (event) => {
    systemDark.value = event.matches;
  });
  const dark = computed(() => theme.value === 'dark' || (theme.value === 'auto' && systemDark.value));

  watch(
    dark,
    (isDark) => {
      document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    },
    { immediate: true, flush: 'sync' },
  );
  watch(theme, (chosen) => write('takt.theme', chosen));
  watch(language, (chosen) => {
    write('takt.language', chosen);
    void switchLanguage(chosen);
  });
  return { language, theme, dark };
});

function read<T extends string>(key: string, allowed: readonly T[]): T | undefined {
  try {
    const stored = localStorage.getItem(key);
    return allowed.find((value) => value === stored);
  } catch {
    return undefined;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be switched off; the preference then lasts as long as the page.
  }
}
