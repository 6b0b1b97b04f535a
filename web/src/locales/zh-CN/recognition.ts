// Owns the Chinese words of recognition.
export const recognition = {};
