// Owns what the server says of itself: demonstration or not, and how far its history has come.
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { call, useQuery } from '../api/index.ts';

const idleMs = 60_000;
const workingMs = 1000;

export const useAbout = defineStore('about', () => {
  const query = useQuery(
    () => 'about',
    (_, signal) => call('about', {}, { signal }),
    { everyMs: (about) => (about?.demonstration && about.history ? workingMs : idleMs) },
  );
  const demonstration = computed(() => query.data.value?.demonstration === true);
  /** Share of the demonstration's history that is made; undefined when none is under way. */
  const historyShare = computed(() => {
    const history = query.data.value?.history;
    return history && history.total > 0 ? Math.min(1, history.done / history.total) : undefined;
  });
  const version = computed(() => query.data.value?.version);
  return { demonstration, historyShare, version };
});
