// Owns serving the built web app: compressed once, hashed assets kept for ever, every page address answered by the app.
import { readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { RequestHandler } from 'express';
import { nonceOf } from './headers.ts';

const compressible = new Set(['.html', '.js', '.css', '.svg', '.json', '.map', '.txt', '.webmanifest']);
/** Below this a compressed answer is no smaller on the wire. */
const minimumBytes = 1024;
/** Stands in the page where the nonce of its answer goes, so the page differs with each answer and is sent as it is. */
const noncePlaceholder = '__CSP_NONCE__';

const notBuilt = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Takt</title></head>
<body><h1>Takt is running, but its web app has not been built</h1>
<p>Run <code>npm run build</code> and load this page again. The interface is described at <a href="/api/docs">/api/docs</a>.</p>
</body></html>
`;

/** Answers GET requests from the files in `directory`; addresses without a file extension get the app's page. */
export function serveWeb(directory: string): RequestHandler {
  const compressed = new Map<string, Promise<Buffer>>();

  return async (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    const path = safePath(request.path);
    if (path === undefined) return next();
    const asked = join(directory, path);
    const wantsPage = extname(path) === '';
    const file = (await fileAt(asked)) ?? (wantsPage ? await fileAt(join(directory, 'index.html')) : undefined);
    if (!file) {
      if (!wantsPage) return next();
      return void response.status(503).set('Cache-Control', 'no-store').type('html').send(notBuilt);
    }
    const hashed = path.startsWith('/assets/') && file.path === asked;
    response.set('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    response.set('Vary', 'Accept-Encoding').type(extname(file.path));
    if (extname(file.path) === '.html') {
      const page = await readFile(file.path, 'utf8');
      return void response.send(page.replaceAll(noncePlaceholder, nonceOf(response)));
    }
    if (compressible.has(extname(file.path)) && file.bytes >= minimumBytes) {
      const encoding = request.acceptsEncodings(['br', 'gzip']);
      if (encoding === 'br' || encoding === 'gzip') {
        response.set('Content-Encoding', encoding);
        return void response.send(await compress(file, encoding));
      }
    }
    response.send(await readFile(file.path));
  };

  function compress(file: { path: string; changedAt: number }, encoding: 'br' | 'gzip'): Promise<Buffer> {
    const key = `${encoding} ${file.changedAt} ${file.path}`;
    const known = compressed.get(key);
    if (known) return known;
    const work = readFile(file.path).then(encoding === 'br' ? asBrotli : asGzip);
    compressed.set(key, work);
    work.catch(() => compressed.delete(key));
    return work;
  }
}

const asGzip = promisify(gzip) as (bytes: Buffer) => Promise<Buffer>;
const brotli = promisify(brotliCompress);
/** Quality 6: nearly the smallest at a tenth of the time. */
const asBrotli = (bytes: Buffer) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });

/** The address as a path inside the directory, or undefined where it tries to leave it. */
function safePath(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const parts = decoded.split(/[/\\]/);
  return decoded.includes('\0') || parts.some((part) => part.startsWith('.')) || (sep === '\\' && decoded.includes(':'))
    ? undefined
    : decoded;
}

async function fileAt(path: string): Promise<{ path: string; bytes: number; changedAt: number } | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? { path, bytes: found.size, changedAt: found.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}
