// Owns finding the server that runs on the data directory of this machine.
import type { Config } from '../../config.ts';
import { type Announcement, isInUse, readAnnouncement } from '../../platform/process/data-directory.ts';
import { pinnedFetch } from './pinned-fetch.ts';

export interface RunningServer extends Announcement {
  url: string;
  /** As the global `fetch`, by path; under TLS the server is known by the certificate of the configuration. */
  fetch(path: string, init?: Parameters<typeof pinnedFetch>[2]): Promise<Response>;
}

/** The server that has the data directory; undefined where nobody has it. Throws where whoever has it cannot be spoken to. */
export function runningServer(config: Config): RunningServer | undefined {
  const announcement = readAnnouncement(config.dataDirectory);
  if (announcement) {
    const { host, tls } = config.http;
    const url = `${tls ? 'https' : 'http'}://${addressOf(host)}:${announcement.httpPort}`;
    const ask: RunningServer['fetch'] = (path, init) =>
      tls ? pinnedFetch(url + path, tls.cert, init) : fetch(url + path, init);
    return { ...announcement, url, fetch: ask };
  }
  if (!isInUse(config.dataDirectory)) return undefined;
  throw new Error(
    `${config.dataDirectory} (TAKT_DATA_DIR) is in use by a server that is starting, or by another command; try again`,
  );
}

/** Address at which a host of one's own is reached from this machine. */
export function addressOf(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
