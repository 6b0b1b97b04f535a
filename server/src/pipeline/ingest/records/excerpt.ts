// Owns how a payload is shown to a person: text where it is text, else hexadecimal.
import { isUtf8 } from 'node:buffer';

const excerptBytes = 200;

/** The first bytes of a payload; text without control characters, or hexadecimal. */
export function excerptOf(payload: Uint8Array): string {
  const head = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.length, excerptBytes));
  // A cut character at the end does not make it binary.
  for (let cut = 0; cut < 4 && cut <= head.length; cut++) {
    const part = head.subarray(0, head.length - cut);
    if (isUtf8(part)) return showText(part.toString('utf8')) ?? head.toString('hex');
    if (payload.length <= excerptBytes) break;
  }
  return head.toString('hex');
}

function showText(text: string): string | undefined {
  return /[^\P{Cc}\t\r\n]/u.test(text) ? undefined : text;
}

/** Text for a list, without control characters and halves of characters, of a bounded length. */
export function printable(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\u{fffd}');
}
