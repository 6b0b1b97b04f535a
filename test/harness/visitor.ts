// Owns somebody with a browser but without pages: keeps cookies by host and follows redirects one by one.

export interface Visitor {
  /** Follows redirects; the last answer, and where it came from. */
  visit(url: string): Promise<{ url: string; status: number; text: string }>;
  cookies(host: string): ReadonlyMap<string, string>;
}

const mostRedirects = 20;

export function createVisitor(): Visitor {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  function keep(url: string, setCookies: readonly string[]): void {
    for (const text of setCookies) {
      const [pair = '', ...attributes] = text.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      const ended = value === '' || attributes.some((one) => /^\s*max-age=0$/i.test(one));
      if (ended) jarOf(url).delete(name);
      else jarOf(url).set(name, value);
    }
  }
  return {
    cookies: (host) => jars.get(host) ?? new Map(),
    async visit(start) {
      let url = start;
      for (let step = 0; step < mostRedirects; step++) {
        const cookie = [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} });
        keep(url, response.headers.getSetCookie());
        const location = response.headers.get('location');
        if (response.status < 300 || response.status >= 400 || !location)
          return { url, status: response.status, text: await response.text() };
        url = new URL(location, url).href;
      }
      throw new Error(`more than ${mostRedirects} redirects from ${start}`);
    },
  };
}
