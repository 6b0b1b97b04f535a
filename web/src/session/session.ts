// Owns who is signed in, as this client knows it: asked before the first page, told by sign-in, forgotten when the server says so.
import type { Permission } from '@takt/model/access';
import type { Me, RouteResult } from '@takt/model/api';
import { computed, ref, shallowRef } from 'vue';
import { ApiError, call } from '../api/index.ts';

type Provider = RouteResult<'session.get'>['providers'][number];

export function createSession() {
  const me = shallowRef<Me | null>(null);
  const providers = shallowRef<readonly Provider[]>([]);
  const setupNeeded = ref(false);
  /** `failed`: the server could not be asked, so nothing is known. */
  const status = ref<'unknown' | 'known' | 'failed'>('unknown');
  const error = shallowRef<unknown>();
  /** The session ended by itself, or was ended elsewhere: not by the person, here and now. */
  const ended = ref(false);
  /** The person signed out here and now. */
  const leaving = ref(false);
  /** Whom the data in this page's memory is of. */
  let owner: string | undefined;
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    try {
      const answer = await call('session.get', {});
      providers.value = answer.providers;
      setupNeeded.value = answer.setupNeeded;
      become(answer.me);
      status.value = 'known';
      error.value = undefined;
    } catch (cause) {
      error.value = cause;
      if (status.value !== 'known') status.value = 'failed';
    }
  }

  function become(next: Me | null): void {
    if (me.value !== null && next === null) ended.value = true;
    if (next !== null) {
      ended.value = false;
      owner ??= next.id;
    }
    me.value = next;
  }

  return {
    me: computed(() => me.value),
    providers: computed(() => providers.value),
    setupNeeded: computed(() => setupNeeded.value),
    status: computed(() => status.value),
    error: computed(() => error.value),
    ended: computed(() => ended.value),
    leaving: computed(() => leaving.value),
    /** Asks the server who is signed in; those who ask at once share the answer. */
    refresh(): Promise<void> {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    /** Somebody signed in, or what is known of them changed. */
    adopt(next: Me): void {
      setupNeeded.value = false;
      become(next);
      status.value = 'known';
    },
    /** Signs out here. @throws {ApiError} when the server could not be told: then one is still signed in. */
    async signOut(): Promise<void> {
      await call('session.signOut', {}).catch((cause: unknown) => {
        if (!(cause instanceof ApiError) || cause.status !== 401) throw cause;
      });
      leaving.value = true;
      me.value = null;
    },
    /** The server does not know us any more. */
    expire(): void {
      become(null);
    },
    /** Whether what this page holds in memory is somebody else's: then it has to be loaded anew. */
    isForeign: () => me.value !== null && owner !== me.value.id,
    /** Whether all it sees of enterprises is what these agreed to share: a bureau, an auditor of the installation. */
    isOutside: () => {
      const grants = me.value?.grants ?? [];
      return (
        grants.length > 0 &&
        grants.every(({ role, scope }) => role !== 'platform_admin' && /^(platform$|district:)/.test(scope))
      );
    },
    /** Whether the account may do this anywhere; where exactly is decided by the server. */
    can: (permission: Permission) => me.value?.permissions.includes(permission) === true,
  };
}
