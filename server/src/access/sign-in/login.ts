// Owns the one way logins are compared in.

/** As logins are kept: whatever the case and the form of the characters. */
export function foldLogin(typed: string): string {
  return typed.trim().normalize('NFKC').toLowerCase();
}

/** What somebody typed, fit for the audit log. */
export function loginAsTyped(typed: string): string {
  return typed.replace(/\p{Cc}/gu, '').slice(0, 120);
}
