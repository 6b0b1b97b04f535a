// Owns what of a new password can be judged without a list of known ones: its length, and that it is not the person's own name.

/** In characters (code points). NIST SP 800-63B-4 §3.1.1.2: length and a list of known ones, no rules of composition. */
export const shortestPassword = 12;

export function passwordLength(password: string): number {
  return [...password.normalize('NFC')].length;
}

/** A name with digits and signs around it, or said twice, is still the name. */
export function isLikeName(password: string, { login, name }: { login: string; name: string }): boolean {
  const core = letters(password);
  const own = [login, login.split('@')[0] ?? '', name].map(letters).filter((text) => text.length > 1);
  return own.some((text) => core === text || core === text + text);
}

/** Without what is put around and between: case, digits, spaces, signs. */
function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');
}
