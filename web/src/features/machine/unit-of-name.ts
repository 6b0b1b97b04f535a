// Owns the unit a signal's name carries: `temperature_c` is in °C. Only what cannot be mistaken is read as a unit.

/** Endings that are units wherever they stand; two-part ones first, they end in others. */
const certain: readonly [ending: string, unit: string][] = [
  ['mm_s2', 'mm/s²'],
  ['m_s2', 'm/s²'],
  ['mm_s', 'mm/s'],
  ['m_s', 'm/s'],
  ['mm_min', 'mm/min'],
  ['m_min', 'm/min'],
  ['l_min', 'L/min'],
  ['m3_h', 'm³/h'],
  ['rev_min', 'r/min'],
  ['rpm', 'r/min'],
  ['percent', '%'],
  ['pct', '%'],
  ['degc', '°C'],
  ['celsius', '°C'],
  ['degf', '°F'],
  ['kelvin', 'K'],
  ['deg', '°'],
  ['seconds', 's'],
  ['sec', 's'],
  ['ms', 'ms'],
  ['minutes', 'min'],
  ['min', 'min'],
  ['hours', 'h'],
  ['kwh', 'kWh'],
  ['mwh', 'MWh'],
  ['wh', 'Wh'],
  ['kw', 'kW'],
  ['kva', 'kVA'],
  ['kvar', 'kvar'],
  ['mv', 'mV'],
  ['kv', 'kV'],
  ['ma', 'mA'],
  ['khz', 'kHz'],
  ['hz', 'Hz'],
  ['nm', 'N·m'],
  ['kn', 'kN'],
  ['mbar', 'mbar'],
  ['bar', 'bar'],
  ['kpa', 'kPa'],
  ['mpa', 'MPa'],
  ['pa', 'Pa'],
  ['um', 'µm'],
  ['mm', 'mm'],
  ['cm', 'cm'],
  ['kg', 'kg'],
  ['ml', 'mL'],
  ['m3', 'm³'],
  ['db', 'dB'],
  ['ppm', 'ppm'],
  ['lux', 'lx'],
];

/** One letter may be a name (`zone_c`, `phase_a`): it is a unit only after a word that says what is measured. */
const afterWord: Readonly<Record<string, [words: RegExp, unit: string]>> = {
  c: [/temp|^t$/, '°C'],
  s: [/time|cycle|takt|duration|delay|dwell/, 's'],
  h: [/time|hours|duration/, 'h'],
  a: [/current|amp/, 'A'],
  v: [/volt/, 'V'],
  w: [/power/, 'W'],
  n: [/force|load/, 'N'],
  m: [/length|distance|position|height|depth/, 'm'],
  l: [/volume|level/, 'L'],
};

/** The unit in its own sign, such as `°C` or `kWh`; undefined where the name carries none. */
export function unitOfName(signal: string): string | undefined {
  const words = signal
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}%]+/u)
    .filter((word) => word !== '');
  if (words.length < 2) return undefined;
  const joined = words.join('_');
  const found = certain.find(([ending]) => joined.endsWith(`_${ending}`));
  if (found && !isExtreme(words)) return found[1];
  const single = afterWord[words.at(-1) ?? ''];
  return single && words.slice(0, -1).some((word) => single[0].test(word)) ? single[1] : undefined;
}

/** `temperature_min` is the least temperature, no minutes. */
function isExtreme(words: readonly string[]): boolean {
  return words.at(-1) === 'min' && !words.some((word) => /time|duration|interval|cycle|^(rev|mm|m|l)$/.test(word));
}
