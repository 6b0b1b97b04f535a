// Owns the version the server says it has: that of its package.
import manifest from '../../package.json' with { type: 'json' };

export const version: string = manifest.version;
