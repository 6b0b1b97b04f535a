// Owns the longest ranges the contract answers for; beyond them a page says so instead of asking.
const dayMs = 86_400_000;

export const timelineLimitMs = 7 * dayMs;
export const stopsLimitMs = 31 * dayMs;
