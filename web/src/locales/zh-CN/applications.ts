// Owns the Chinese words of applications.
export const applications = {};
