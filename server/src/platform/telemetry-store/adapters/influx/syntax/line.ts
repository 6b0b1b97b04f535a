// Owns the escapes of the line protocol: measurement,tag=value field="text" time.

/** Tag values and keys of tags and fields; without backslashes and control characters, see names.ts. */
export function escapeKey(text: string): string {
  return text.replace(/[,= ]/g, '\\$&');
}

/** A text field's value with its quotes. Line breaks may stand in it. */
export function quoteText(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}
