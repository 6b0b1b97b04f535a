// Owns what is told of a sign-in at an identity provider that did not succeed: the server sends the browser back with a code.

const told = ['unavailable', 'expired', 'refused', 'nobody', 'disabled', 'login_taken'] as const;
export type ProviderProblem = (typeof told)[number];

/** `problem` of the address; a code that is not known is told as a refusal. */
export function providerProblem(problem: unknown): ProviderProblem | undefined {
  if (typeof problem !== 'string') return undefined;
  return told.find((code) => problem === `provider_${code}`) ?? 'refused';
}
