// Owns the Chinese words of cockpit.
export const cockpit = {};
