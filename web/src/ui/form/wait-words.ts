// Owns how it is told that something was tried too often, and when it may be tried again.
import type { Translate } from '../../locales/keys.ts';

/** `leftMs`: until then; not above zero: now. In steps so coarse that a screen reader does not read it out every second. */
export function waitWords(leftMs: number, t: Translate): string {
  const seconds = Math.ceil(leftMs / 1000);
  if (seconds <= 0) return t('access.tooMany.now');
  if (seconds <= 60) return t('access.tooMany.seconds', { seconds: Math.ceil(seconds / 10) * 10 });
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return t('access.tooMany.minutes', { minutes });
  return t('access.tooMany.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
