// Owns how it is told that something was tried too often, and when it may be tried again.
import type { Translate } from '../../locales/keys.ts';

/** `leftMs`: until then; not above zero: now. */
export function waitWords(leftMs: number, t: Translate): string {
  const seconds = Math.ceil(leftMs / 1000);
  if (seconds <= 0) return t('access.tooMany.now');
  if (seconds < 60) return t('access.tooMany.seconds', { seconds });
  if (seconds < 3600) return t('access.tooMany.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
  return t('access.tooMany.hours', { hours: Math.floor(seconds / 3600), minutes: Math.ceil((seconds % 3600) / 60) });
}
