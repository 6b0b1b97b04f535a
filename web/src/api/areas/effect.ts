// Owns the addresses of the area effect.
export const effectPaths = {} as const;
