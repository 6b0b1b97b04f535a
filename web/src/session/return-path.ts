// Owns where one goes after signing in: a page of this origin, and of no other (no open redirect).

const origin = 'http://page.invalid';

/** The path in `to`, or the start page where it leads anywhere but to a page of ours. */
export function returnPath(to: unknown): string {
  if (typeof to !== 'string' || !to.startsWith('/') || /[\\\p{Cc}]/u.test(to)) return '/';
  if (!URL.canParse(to, origin)) return '/';
  const { origin: leadsTo, pathname, search, hash } = new URL(to, origin);
  // `//host` names another origin, and a path that begins so once it is resolved would too.
  if (leadsTo !== origin || pathname.startsWith('//') || pathname.startsWith('/sign-in')) return '/';
  return pathname + search + hash;
}
