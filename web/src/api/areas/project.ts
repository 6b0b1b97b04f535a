// Owns the addresses of the area project.
export const projectPaths = {} as const;
