// Owns the Chinese words of measured effect.
export const effect = {};
