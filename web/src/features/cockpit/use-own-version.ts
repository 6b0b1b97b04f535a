// Owns that a page nobody looks after takes over a new version of the server: it loads itself anew once that answers.
import { watch } from 'vue';
import { call, useQuery } from '../../api/index.ts';

const everyMs = 60_000;

export function useOwnVersion(reload: () => void = () => location.reload()): void {
  const about = useQuery(
    () => 'about',
    (_, signal) => call('about', {}, { signal }),
    { everyMs },
  );
  watch(
    () => about.data.value?.version,
    (version, before) => {
      if (before !== undefined && version !== undefined && version !== before) reload();
    },
  );
}
