// Owns the identifier every plant object goes by: the code used in URLs, topics and YAML.
import { z } from 'zod';

/** Letters, digits, dot, dash, underscore; safe as one MQTT topic level and one URL segment. 1–64 characters. */
export const codeSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be 1–64 letters, digits, ".", "_" or "-", starting with a letter or digit',
  );

/** Human name in any language, 1–120 characters, no control characters. */
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
