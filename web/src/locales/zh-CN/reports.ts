// Owns the Chinese words of reports.
export const reports = {};
