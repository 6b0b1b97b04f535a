// Tried too often: for how long it is locked is said as people count it.
import { expect, test } from 'vitest';
import type { Translate } from '../../../../../web/src/locales/keys.ts';
import { waitWords } from '../../../../../web/src/ui/form/wait-words.ts';

const t: Translate = (key, values) => `${key.split('.').at(-1)} ${JSON.stringify(values ?? {})}`;

test.each([
  [-5, 'now {}'],
  [0, 'now {}'],
  [400, 'seconds {"seconds":10}'],
  [59_000, 'seconds {"seconds":60}'],
  [250_000, 'minutes {"minutes":5}'],
  [3_600_000, 'hours {"hours":1,"minutes":0}'],
  [5_430_000, 'hours {"hours":1,"minutes":31}'],
])('%i ms are %s', (leftMs, said) => {
  expect(waitWords(leftMs, t)).toBe(said);
});
