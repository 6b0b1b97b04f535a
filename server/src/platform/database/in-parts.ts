// Owns cutting long lists for statements: databases bound the parameters of one, and every statement is a wait for the disk.

/** Pieces of at most `size`, in order; none of an empty list. */
export function* inParts<T>(all: readonly T[], size = 500): Generator<T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}
