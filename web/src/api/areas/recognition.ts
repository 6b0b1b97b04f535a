// Owns the addresses of the area recognition.
export const recognitionPaths = {} as const;
