// Owns keeping secrets out of what is written down: by the name they stand under, by their form, and those of the configuration by value.

const shown = '***';
/** Names under which nothing is written down; bounded, so that a long text of others takes no longer than it is long. */
const secretName = String.raw`[\w-]{0,40}(?:password|passwd|passphrase|secret|token|authorization|cookie|credential|api[-_]?key|private[-_]?key)[\w-]{0,40}`;
/** Shorter ones are also parts of ordinary words; they are known by name and form. */
const shortestByValue = 5;

const rules: [pattern: RegExp, replacement: string][] = [
  // Fields of the entry: texts, and lists of texts such as set-cookie.
  [new RegExp(String.raw`"(${secretName})":(?:"(?:[^"\\]|\\.)*"|\[[^\]]{0,2000}\])`, 'gi'), `"$1":"${shown}"`],
  // Fields of JSON that stands in a text of the entry.
  [
    new RegExp(String.raw`\\"(${secretName})\\"\s*:\s*\\"(?:[^"\\]|\\\\(?:\\.|.))*\\"`, 'gi'),
    `\\"$1\\":\\"${shown}\\"`,
  ],
  [/(\b[a-z][\w+.-]{0,20}:\/\/[^\s/:@"\\]*):[^\s/@"\\]+@/gi, `$1:${shown}@`],
  [new RegExp(String.raw`([?&](?:${secretName}|code|state|session)=)[^&\s"\\#]+`, 'gi'), `$1${shown}`],
  [/\b(bearer|basic|digest) +[\w.~+/=-]{6,}/gi, `$1 ${shown}`],
  [/\b((?:set-)?cookie|authorization) ?: ?[^"\\]+/gi, `$1: ${shown}`],
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?(?:-----END \1-----|$)/gs, shown],
];

/** What makes one line of the log, or any other text, fit to be read by others. `secrets` are replaced wherever they stand. */
export function createRedaction(secrets: readonly string[] = []): (text: string) => string {
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  const values = [...new Set(forms)]
    .filter((form) => form.length >= shortestByValue)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let safe = text;
    for (const value of values) safe = safe.replaceAll(value, shown);
    for (const [pattern, replacement] of rules) safe = safe.replace(pattern, replacement);
    return safe;
  };
}

const secretKey = /pass|token|secret|credential|key$/i;

/** Every secret in a configuration: what stands under the name of one, and the passwords of addresses. */
export function secretsIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    if (secretKey.test(key) && value !== '') return [value];
    const password = value.includes('@') ? URL.parse(value)?.password : undefined;
    return password ? [password, decoded(password)] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, part]) => secretsIn(part, Array.isArray(value) ? key : inner));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
