// Owns the Chinese words of targets.
export const targets = {};
