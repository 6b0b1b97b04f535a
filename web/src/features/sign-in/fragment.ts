// Owns the secret of a link: it stands behind the `#`, which no server and no log sees, and is taken out of the address once read.
import { watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** The token of the link this page was opened by; empty where there is none. */
export function useLinkToken(): string {
  const route = useRoute();
  const router = useRouter();
  const token = route.hash.slice(1);
  if (token !== '') void router.replace({ path: route.path, query: route.query, hash: '' });
  watch(
    () => route.hash,
    // Another link opened in this tab changes nothing but the fragment, and is another page all the same.
    (hash) => hash !== '' && hash.slice(1) !== token && location.reload(),
  );
  return token;
}
