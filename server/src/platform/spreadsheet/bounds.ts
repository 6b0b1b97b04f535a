// Owns how large a spreadsheet may be: what is beyond is refused by what the file says of itself, before it is unpacked.

export const bounds = {
  fileBytes: 20_000_000,
  /** Of everything in the file, unpacked. */
  unpackedBytes: 200_000_000,
  /** Unpacked to packed, of what is large: deflate reaches 1,032, workbooks seldom 50. */
  ratio: 400,
  ratioFromBytes: 10_000_000,
  entries: 2000,
  sheets: 100,
  /** In all texts that cells share. */
  sharedCharacters: 60_000_000,
  rows: 50_000,
  columns: 100,
  cellCharacters: 2000,
  merges: 5000,
} as const;
