// Owns files: taken from the server, asked for like anything else so that a refusal can be told, then handed to the browser.
import { type Request, reachRoute } from './client.ts';
import type { UsedRoute } from './paths.ts';

/**
 * @throws {ApiError} with the problem document, or with status 0 when the server was not reached.
 */
export async function download<N extends UsedRoute>(name: N, request: Request<N>, file: string): Promise<void> {
  save(await (await reachRoute(name, request)).blob(), file);
}

/** A text the page has already. */
export function saveText(text: string, file: string): void {
  save(new Blob([text], { type: 'text/plain' }), file);
}

function save(content: Blob, file: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = file;
  link.click();
  // Revoked at once it would be gone before some browsers have begun.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
