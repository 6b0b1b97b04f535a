// Owns the Chinese words of districts.
export const region = {};
