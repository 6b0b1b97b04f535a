// Owns the addresses of the area application.
export const applicationPaths = {} as const;
