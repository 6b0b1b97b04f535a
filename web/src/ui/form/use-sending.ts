// Owns sending a form: once at a time, and what came back when it was refused.
import { computed, type Ref, ref, type ShallowRef, shallowRef } from 'vue';
import { ApiError } from '../../api/index.ts';
import { useText } from '../../locales/i18n.ts';
import { useNow } from '../clock.ts';
import { describeError } from '../describe-error.ts';
import { waitWords } from './wait-words.ts';

export interface Sending {
  busy: Ref<boolean>;
  error: ShallowRef<unknown>;
  /** What went wrong, in words; while the server wants to be left alone, for how long. */
  lines: Ref<string[]>;
  /** Runs the action; undefined when one is under way or it failed. */
  send<T>(action: () => Promise<T>): Promise<T | undefined>;
}

/** `words` says of an error what is said of it in this form; undefined: what is said everywhere. */
export function useSending(words: (error: ApiError) => string | undefined = () => undefined): Sending {
  const { t } = useText();
  const now = useNow(1000);
  const busy = ref(false);
  const error = shallowRef<unknown>();
  const failedAt = ref(0);

  const lines = computed(() => {
    const cause = error.value;
    if (cause === undefined) return [];
    if (!(cause instanceof ApiError)) return describeError(cause, t);
    if (cause.status === 429) return [waitWords(failedAt.value + (cause.retryAfterMs ?? 0) - now.value, t)];
    const said = words(cause);
    return said === undefined ? describeError(cause, t) : [said];
  });

  async function send<T>(action: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    error.value = undefined;
    try {
      return await action();
    } catch (cause) {
      failedAt.value = Date.now();
      error.value = cause;
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  return { busy, error, lines, send };
}
