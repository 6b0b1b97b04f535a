// Owns what a page of a record does with it: one dialog at a time, or a question before something ends; then what was done is said.
import { ref, shallowRef } from 'vue';
import { useSending } from '../../ui/form/use-sending.ts';
import type { FormSpec } from './form/form-spec.ts';

export interface Asking {
  heading: string;
  text: string;
  action: string;
  said: string;
  send(): Promise<unknown>;
}

/** `onDone`: reads anew what changed. */
export function useActing(onDone: () => Promise<unknown>, savedText: () => string) {
  const form = shallowRef<FormSpec>();
  const asking = shallowRef<Asking>();
  const said = ref('');
  const { busy, lines, error, send } = useSending();

  async function finish(text: string): Promise<void> {
    form.value = undefined;
    asking.value = undefined;
    said.value = text;
    await onDone();
  }
  return {
    form,
    asking,
    said,
    busy,
    lines,
    open(next: FormSpec): void {
      said.value = '';
      form.value = next;
    },
    ask(next: Asking): void {
      error.value = undefined;
      said.value = '';
      asking.value = next;
    },
    saved: () => finish(savedText()),
    async confirm(): Promise<void> {
      const act = asking.value;
      if (act && (await send(async () => ({ answer: await act.send() })))) await finish(act.said);
    },
    /** What needs no question, as it is undone as easily. */
    async now(action: () => Promise<unknown>, text: string): Promise<void> {
      error.value = undefined;
      if (await send(async () => ({ answer: await action() }))) await finish(text);
    },
  };
}
