// Owns the addresses of the area report.
export const reportPaths = {} as const;
