// Owns the addresses of the area registry.
export const registryPaths = {} as const;
