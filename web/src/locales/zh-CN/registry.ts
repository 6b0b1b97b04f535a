// Owns the Chinese words of registry.
export const registry = {};
