// Owns looking regions up: a district by its code, its name in any language, or another name it goes by.
import type { City, District, RegionsFile, Town } from './file.ts';

export interface Regions {
  readonly city: City;
  readonly areas: RegionsFile['areas'];
  readonly districts: readonly District[];
  /** By code, name or alias; 區 and 区县 suffixes are not guessed. Undefined where there is none. */
  district(text: string): District | undefined;
  /** The code of the district a text means; the text itself where no district goes by it. */
  canonical(text: string): string;
  /** Of a district, by code or name. */
  town(district: string, text: string): Town | undefined;
}

/** No regions: every district is what it is called, and no city is known. */
export type DistrictNames = Pick<Regions, 'canonical'> & {
  /** City a district lies in; undefined where it is not known. */
  cityOf(district: string): string | undefined;
  /** Districts that exist though nothing lies in them yet, by code. */
  known(code: string): boolean;
  isCity(code: string): boolean;
  nameOf(code: string): string | undefined;
};

export const withoutRegions: DistrictNames = {
  canonical: (text) => text,
  cityOf: () => undefined,
  known: () => false,
  isCity: () => false,
  nameOf: () => undefined,
};

export function createRegions(file: RegionsFile): Regions {
  const districts = file.districts.map((district) => ({ ...district, city: file.city.code }));
  const byText = new Map<string, District>();
  for (const one of districts)
    for (const text of [one.code, one.name['zh-CN'], one.name.en, ...one.aliases])
      if (!byText.has(text)) byText.set(text, one);
  return {
    city: file.city,
    areas: file.areas,
    districts,
    district: (text) => byText.get(text.trim()),
    canonical: (text) => byText.get(text.trim())?.code ?? text,
    town: (district, text) =>
      byText.get(district)?.towns.find(({ code, name }) => code === text || name['zh-CN'] === text || name.en === text),
  };
}

/** What the plant and access need of regions. */
export function districtNames(regions: Regions): DistrictNames {
  const { city, canonical, district } = regions;
  return {
    canonical,
    cityOf: (code) => district(code)?.city,
    known: (code) => district(code)?.code === code,
    isCity: (code) => code === city.code,
    nameOf: (code) => (code === city.code ? city.name['zh-CN'] : district(code)?.name['zh-CN']),
  };
}
