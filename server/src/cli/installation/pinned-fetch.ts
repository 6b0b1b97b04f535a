// Owns asking a server of one's own over TLS: it is known by its very certificate, whatever names stand in that.
import { request } from 'node:https';

type Init = Pick<RequestInit, 'method' | 'signal'> & { headers?: Record<string, string>; body?: string };

/** As `fetch`, for text; only a server with the first certificate in `cert` (PEM) is believed. */
export function pinnedFetch(url: string, cert: string, init: Init = {}): Promise<Response> {
  const { method = 'GET', headers = {}, body, signal } = init;
  const trust = { ca: cert, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ...trust, ...(signal ? { signal } : {}) }, async (answer) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 500 }));
      } catch (error) {
        reject(error);
      }
    });
    sent.on('error', reject).end(body);
  });
}
