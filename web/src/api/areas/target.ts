// Owns the addresses of the area target.
export const targetPaths = {} as const;
