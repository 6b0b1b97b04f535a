// Owns what browser and system a User-Agent names, as far as a person needs it to know their own device again.

// Order matters: browsers name those they want to be taken for.
const browsers = [
  ['WeChat', /MicroMessenger\//],
  ['Edge', /Edg(e|A|iOS)?\//],
  ['Opera', /OPR\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Firefox', /(Firefox|FxiOS)\//],
  ['Chrome', /(HeadlessChrome|Chrome|CriOS)\//],
  ['Safari', /Version\/\S+ .*Safari\//],
] as const;
const systems = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['HarmonyOS', /HarmonyOS|OpenHarmony/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Macintosh|Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
] as const;

export function deviceOf(userAgent: string): { browser: string | undefined; system: string | undefined } {
  return {
    browser: browsers.find(([, pattern]) => pattern.test(userAgent))?.[0],
    system: systems.find(([, pattern]) => pattern.test(userAgent))?.[0],
  };
}
