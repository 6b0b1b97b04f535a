// Owns a QR code (ISO/IEC 18004) as one SVG path, drawn here: the secret in it goes to no other service.
import { encode } from 'uqr';

/** Modules of light around it that readers need (ISO/IEC 18004:2015 §6.3.8). */
const quietZone = 4;

/** `size`: modules along a side, the quiet zone included; `path`: the dark ones. */
export function qrOf(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: quietZone });
  const rows = data.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')).join(''));
  return { size, path: rows.join('') };
}
