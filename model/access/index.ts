// Public surface of access: permissions, roles and what they may, grants, consents, and the decision over all of them.
export * from './consent.ts';
export * from './decide.ts';
export * from './granting.ts';
export * from './grants.ts';
export * from './passwords.ts';
export * from './permissions.ts';
export * from './roles.ts';
export * from './sides.ts';
export * from './write.ts';
