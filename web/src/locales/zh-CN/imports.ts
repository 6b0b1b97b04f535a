// Owns the Chinese words of import.
export const imports = {};
