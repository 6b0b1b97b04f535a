// Owns sectors by GB/T 4754-2017: the form of their file, and where a code or name leads.
import { z } from 'zod';

const names = z.object({ 'zh-CN': z.string().min(1).max(60), en: z.string().min(1).max(160) });
const digits = (count: number) =>
  z.string().regex(new RegExp(`^\\d{${count}}$`), `must be ${count} digits, in quotation marks`);

export const sectorsFileSchema = z
  .object({
    /** Standard and edition. */
    standard: z.string().min(1).max(120),
    sections: z
      .array(
        z.object({
          code: z.string().regex(/^[A-T]$/, 'must be a letter from A to T'),
          name: names,
          divisions: z.array(
            z.object({
              code: digits(2),
              name: names,
              groups: z.array(z.object({ code: digits(3), name: names })).default([]),
            }),
          ),
        }),
      )
      .min(1),
  })
  .superRefine(({ sections }, context) => {
    const seen = new Set<string>();
    const add = (code: string, above: string, path: (string | number)[]) => {
      if (seen.has(code)) context.addIssue({ code: 'custom', path, message: `"${code}" is there already` });
      if (!code.startsWith(above)) context.addIssue({ code: 'custom', path, message: `"${code}" is not in ${above}` });
      seen.add(code);
    };
    for (const [s, section] of sections.entries()) {
      add(section.code, '', ['sections', s, 'code']);
      for (const [d, division] of section.divisions.entries()) {
        add(division.code, '', ['sections', s, 'divisions', d, 'code']);
        for (const [g, group] of division.groups.entries())
          add(group.code, division.code, ['sections', s, 'divisions', d, 'groups', g, 'code']);
      }
    }
  });
export type SectorsFile = z.infer<typeof sectorsFileSchema>;

export interface Sector {
  /** As it is kept: the letter of the section and the digits, such as `C`, `C36`, `C367` or `C3670`. What it lies in is its beginning. */
  code: string;
  level: 'section' | 'division' | 'group' | 'class';
  /** Of a class the name of what it lies in: classes are not listed. */
  name: z.infer<typeof names>;
}

export interface Sectors {
  /** What is listed, in the order of the file. */
  all: readonly Sector[];
  /** By code with or without its letter (`C36`, `36`, `3670`) or by Chinese or English name. Undefined where there is none. */
  find(text: string): Sector | undefined;
}

export function createSectors(file: SectorsFile): Sectors {
  const all = file.sections.flatMap(({ code: section, name, divisions }): Sector[] => [
    { code: section, level: 'section', name },
    ...divisions.flatMap((division): Sector[] => [
      { code: section + division.code, level: 'division', name: division.name },
      ...division.groups.map((group): Sector => ({ code: section + group.code, level: 'group', name: group.name })),
    ]),
  ]);
  const byText = new Map<string, Sector>();
  for (const one of all) {
    const keys = [one.code, one.level === 'section' ? one.code : one.code.slice(1), one.name['zh-CN'], one.name.en];
    for (const key of keys) if (!byText.has(key.toLowerCase())) byText.set(key.toLowerCase(), one);
  }
  return {
    all,
    find(text) {
      const key = text.normalize('NFKC').trim().toLowerCase();
      return byText.get(key) ?? finerThanListed(key, byText);
    },
  };
}

/** A group or class that is not listed: it is known by the division or group it lies in. */
function finerThanListed(key: string, byText: ReadonlyMap<string, Sector>): Sector | undefined {
  const [, letter = '', number = ''] = /^([a-t]?)(\d{3,4})$/.exec(key) ?? [];
  if (number === '') return undefined;
  const level = number.length === 4 ? 'class' : 'group';
  const division = byText.get(number.slice(0, 2));
  if (!division || (letter !== '' && !division.code.toLowerCase().startsWith(letter))) return undefined;
  const above = (level === 'class' ? byText.get(number.slice(0, 3)) : undefined) ?? division;
  return { code: division.code.slice(0, 1) + number, level, name: above.name };
}
