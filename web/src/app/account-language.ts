// Owns that the language follows the account to other devices: what the account says goes, and what is chosen here is told to it.
import { watch } from 'vue';
import { call } from '../api/index.ts';
import { useSession } from '../session/index.ts';
import { usePreferences } from './preferences.ts';

export function followAccountLanguage(): void {
  const session = useSession();
  const preferences = usePreferences();
  watch(
    () => session.me?.language,
    (language) => {
      if (language) preferences.language = language;
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    () => preferences.language,
    async (language) => {
      const { me } = session;
      // An account without a language of its own leaves it to each browser.
      if (!me?.language || me.language === language) return;
      try {
        session.adopt(await call('profile.put', { body: { name: me.name, language } }));
      } catch {
        // It holds in this browser all the same.
      }
    },
  );
}
