// Owns doing something with an account: asking first where it takes something away, saying what was done, and taking it back.
import type { RouteResult, User } from '@takt/model/api';
import { ref, shallowRef } from 'vue';
import { call } from '../../api/index.ts';
import { useText } from '../../locales/i18n.ts';
import { useSending } from '../../ui/form/use-sending.ts';
import type { Act } from './acts.ts';

interface Said {
  text: string;
  undo?: () => Promise<unknown>;
}

/** `changed`: the list is to be read anew. */
export function useActs(changed: () => Promise<void>) {
  const { t } = useText();
  const said = shallowRef<Said>();
  const handed = shallowRef<RouteResult<'users.invite'>>();
  const asking = shallowRef<{ user: User; act: Exclude<Act, 'edit' | 'enable'> }>();
  const editing = ref<User>();
  const { busy, lines, error, send } = useSending();

  const put = (user: User, state: 'active' | 'disabled') =>
    call('users.put', { params: { id: user.id }, body: { name: user.name, state } });

  async function run(action: () => Promise<Said | undefined>): Promise<boolean> {
    const done = await send(async () => ({ say: await action() }));
    if (!done) return false;
    said.value = done.say;
    await changed();
    return true;
  }

  const enable = (user: User) =>
    run(async () => {
      await put(user, 'active');
      return { text: t('users.done.enable', { name: user.name }), undo: () => put(user, 'disabled') };
    });

  async function confirmed(): Promise<Said | undefined> {
    if (!asking.value) return undefined;
    const { user, act } = asking.value;
    const params = { id: user.id };
    const { name } = user;
    if (act === 'disable') {
      await put(user, 'disabled');
      return { text: t('users.done.disable', { name }), undo: () => put(user, 'active') };
    }
    if (act === 'signOut') {
      const { ended } = await call('users.signOut', { params });
      return { text: t('users.done.signOut', { name, count: ended }) };
    }
    handed.value = await call('users.reset', { params });
    return undefined;
  }

  return {
    said,
    handed,
    asking,
    editing,
    busy,
    lines,
    /** Begins: with a form, a question, or at once where nothing is taken away. */
    begin(user: User, act: Act): void {
      error.value = undefined;
      if (act === 'edit') editing.value = user;
      else if (act === 'enable') void enable(user);
      else asking.value = { user, act };
    },
    async confirm(): Promise<void> {
      if (await run(confirmed)) asking.value = undefined;
    },
    async undo(): Promise<void> {
      const back = said.value?.undo;
      if (!back) return;
      await run(async () => {
        await back();
        return { text: t('users.done.undone') };
      });
    },
    /** Roles or name were changed; roles are taken back by giving those from before, which says nothing of any that were hidden. */
    edited(before: User, after: User): void {
      editing.value = undefined;
      const undo = () => call('users.grants', { params: { id: before.id }, body: { grants: before.grants } });
      const same = JSON.stringify(before.grants) === JSON.stringify(after.grants);
      said.value = { text: t('users.done.edit', { name: after.name }), ...(same ? {} : { undo }) };
      void changed();
    },
    invited(answer: RouteResult<'users.invite'>): void {
      said.value = undefined;
      handed.value = answer;
      void changed();
    },
  };
}
