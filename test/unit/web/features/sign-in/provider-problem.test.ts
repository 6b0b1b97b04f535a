// A sign-in at an identity provider that did not succeed is told in words, whatever code comes with it.
import { expect, test } from 'vitest';
import { providerProblem } from '../../../../../web/src/features/sign-in/provider-problem.ts';

test.each([
  [undefined, undefined],
  [['provider_nobody'], undefined],
  ['provider_nobody', 'nobody'],
  ['provider_login_taken', 'login_taken'],
  ['provider_of_tomorrow', 'refused'],
  ['<b>', 'refused'],
])('%j is %s', (problem, told) => {
  expect(providerProblem(problem)).toBe(told);
});
