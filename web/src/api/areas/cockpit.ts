// Owns the addresses of the area cockpit.
export const cockpitPaths = {} as const;
