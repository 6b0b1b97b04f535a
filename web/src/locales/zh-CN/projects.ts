// Owns the Chinese words of retrofit projects.
export const projects = {};
