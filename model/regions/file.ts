// Owns the form of a regions file: one city, its districts and their towns and parks, as an operator writes them.
import { z } from 'zod';
import { isTimeZone } from '../calendar/zone.ts';

/** Six digits of GB/T 2260; what is no administrative division there (a functional area) has a code of the file's own. */
const divisionCode = z.string().regex(/^[0-9A-Z]{6}$/, 'must be six digits or capital letters');
const names = z.object({ 'zh-CN': z.string().min(1).max(60), en: z.string().min(1).max(120) });

/**
 * `functional_area`: 开发区 and the like with a bureau of its own; its enterprises count with it and not with the district it lies in.
 */
export const districtKinds = ['district', 'county', 'functional_area'] as const;
/** Below a district: a town or street office, or an industrial park. */
export const townKinds = ['town', 'street', 'park'] as const;

const townSchema = z.object({
  /** Nine digits of the statistical division code, or a code of the file's own. */
  code: z.string().regex(/^[0-9A-Z]{6,12}$/, 'must be 6 to 12 digits or capital letters'),
  name: names,
  kind: z.enum(townKinds),
});

const districtSchema = z.object({
  code: divisionCode,
  name: names,
  kind: z.enum(districtKinds),
  /** Part of the city that rules treat by itself, one of `areas`. */
  area: z.string().min(1).max(40).optional(),
  /** Other names by which it goes or went, such as the one before it became a district. */
  aliases: z.array(z.string().min(1).max(60)).default([]),
  /** Name of its outline in the city's map, where that has one; a functional area has none. */
  mapName: z.string().min(1).max(60).optional(),
  /** Longitude and latitude in degrees of a point in it, for what has no outline. */
  at: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).optional(),
  towns: z.array(townSchema).default([]),
});

export const regionsFileSchema = z
  .object({
    city: z.object({
      code: divisionCode,
      name: names,
      /** IANA time zone: days, months and years of plans and projects are counted in it. */
      timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Asia/Shanghai'),
      /** Name of the outline of the whole. */
      map: z.string().min(1).max(60).optional(),
    }),
    /** Parts of the city that rules treat by themselves, by key. */
    areas: z.record(z.string().min(1).max(40), names).default({}),
    districts: z.array(districtSchema).min(1).max(1000),
  })
  .superRefine(({ city, areas, districts }, context) => {
    const seen = new Map<string, string>([
      [city.code, 'the city'],
      [city.name['zh-CN'], 'the city'],
    ]);
    for (const [index, district] of districts.entries()) {
      const refuse = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: ['districts', index, field], message });
      for (const key of [district.code, district.name['zh-CN'], ...district.aliases]) {
        const other = seen.get(key);
        if (other !== undefined) refuse(key === district.code ? 'code' : 'aliases', `"${key}" is ${other} already`);
        seen.set(key, district.name['zh-CN']);
      }
      if (district.area !== undefined && areas[district.area] === undefined)
        refuse('area', `there is no area "${district.area}"`);
    }
  });
export type RegionsFile = z.infer<typeof regionsFileSchema>;
export type City = RegionsFile['city'];
export type District = RegionsFile['districts'][number] & { city: string };
export type Town = District['towns'][number];
