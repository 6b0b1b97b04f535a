// Owns the addresses of the area cockpit.
export const cockpitPaths = { 'cockpit.get': ['get', '/api/v1/cockpit'] } as const;
