// Public surface of the session: who is signed in, what they may, where they came from.
export { grantsOf } from './grants.ts';
export { returnPath } from './return-path.ts';
export { roleWords, sayGrants, splitScope } from './roles.ts';
export { useSession } from './store.ts';
