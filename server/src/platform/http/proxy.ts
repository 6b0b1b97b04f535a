// Owns which proxies are believed when they say who asked and how.
import { isIP } from 'node:net';

/** Number of proxies in front, or their addresses. */
export type TrustProxy = number | string[];

const named = new Set(['loopback', 'linklocal', 'uniquelocal']);
const mostHops = 10;

/** Reads `1`, or `10.0.0.7, 192.168.0.0/24, loopback`; undefined where it is neither. */
export function readTrustProxy(text: string): TrustProxy | undefined {
  if (/^\d+$/.test(text)) {
    const hops = Number(text);
    return hops >= 1 && hops <= mostHops ? hops : undefined;
  }
  const addresses = text.split(',').map((part) => part.trim());
  return addresses.every(isRange) ? addresses : undefined;
}

function isRange(text: string): boolean {
  if (named.has(text)) return true;
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  );
}
