// Owns the only differences between what a container is given and what its process is given here: paths, host names and ports.

export interface Surroundings {
  /** Path in the container → path here. */
  paths: ReadonlyMap<string, string>;
  /** `service:port` → port here on loopback. */
  ports: ReadonlyMap<string, number>;
  /** Whose text it is; its own ports stand in it without a name. */
  service: string;
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** One pass, so that nothing that was put in is replaced again. */
export function rewrite(text: string, { paths, ports, service }: Surroundings): string {
  const longestFirst = [...paths.keys()].sort((a, b) => b.length - a.length).map(literally);
  const path = longestFirst.length > 0 ? `(?<![\\w./-])(?:${longestFirst.join('|')})(?![\\w.-])` : '(?!)';
  const names = [...ports.keys()].map(literally).join('|') || '(?!)';
  const own = [...ports.keys()].filter((key) => key.startsWith(`${service}:`)).map((key) => key.split(':')[1] ?? '');
  const bare = own.length > 0 ? `(?<![\\w.:-])(?:${own.join('|')})(?![\\w.-])` : '(?!)';
  const local = own.length > 0 ? `127\\.0\\.0\\.1:(?:${own.join('|')})(?!\\d)` : '(?!)';
  const pattern = new RegExp(`(${path})|(?<![\\w.-])(${names})(?!\\d)|(${local})|(?<=[=\\s]|^)(${bare})`, 'gm');
  return text
    .replace(pattern, (found, mapped?: string, named?: string, here?: string, port?: string) => {
      if (mapped !== undefined) return paths.get(mapped) ?? found;
      if (named !== undefined) return `127.0.0.1:${ports.get(named)}`;
      if (here !== undefined) return `127.0.0.1:${ports.get(`${service}:${here.split(':')[1]}`)}`;
      return String(ports.get(`${service}:${port}`));
    })
    .replace(/^listener (\d+)$/gm, 'listener $1 127.0.0.1')
    .replace('bind * -::*', 'bind 127.0.0.1')
    .replaceAll('0.0.0.0', '127.0.0.1');
}
