// Owns the addresses of the area import.
export const importPaths = {} as const;
