// Owns how versions of a scheme are written: the days they judge, whether they are in force, who made them.
import { useText } from '../../locales/i18n.ts';
import { useRegions } from '../../region/index.ts';
import { formatTime } from '../../ui/format.ts';
import { sayDay } from './words.ts';

export function useVersionWords() {
  const { t, language } = useText();
  const regions = useRegions();
  const day = (one: string) => sayDay(one, language.value);
  return {
    range: (from: string, to: string | null | undefined) =>
      to
        ? t('recognition.schemes.fromTo', { from: day(from), to: day(to) })
        : t('recognition.schemes.from', { from: day(from) }),
    state({ inForce, validFrom }: { inForce: boolean; validFrom: string }): string {
      if (inForce) return t('recognition.schemes.inForce');
      const today = new Date().toISOString().slice(0, 10);
      return validFrom > today
        ? t('recognition.schemes.coming', { day: day(validFrom) })
        : t('recognition.schemes.over');
    },
    made: ({ origin, createdAt, createdByName }: { origin: string; createdAt: number; createdByName: string }) =>
      origin === 'shipped'
        ? t('recognition.one.shipped')
        : t('recognition.one.edited', {
            name: createdByName,
            time: formatTime(createdAt, 'dateTime', regions.timeZone, language.value),
          }),
  };
}
