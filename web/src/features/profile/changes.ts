// Owns that a part of the profile hears of what another part did: a new password signs out everywhere else.
import { ref } from 'vue';

const count = ref(0);

export function tellSessionsChanged(): void {
  count.value++;
}

/** Grows whenever the sessions may have changed. */
export const sessionChanges = () => count.value;
