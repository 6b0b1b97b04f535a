// Owns what of the list is asked for, and how that is written in the page's address.
import type { LocationQuery, LocationQueryRaw } from 'vue-router';

export interface ReadinessFilter {
  scheme?: string | undefined;
  district?: string | undefined;
  lacking?: string | undefined;
  offset: number;
}

export const pageSize = 50;
const longest = 120;

export function readReadinessFilter(query: LocationQuery): ReadinessFilter {
  const text = (name: string) => {
    const value = query[name];
    return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
  };
  const page = Number(text('page') ?? 1);
  const offset = Number.isInteger(page) && page > 1 && page <= 20_000 ? (page - 1) * pageSize : 0;
  return { scheme: text('scheme'), district: text('district'), lacking: text('lacking'), offset };
}

export function writeReadinessFilter({ scheme, district, lacking, offset }: ReadinessFilter): LocationQueryRaw {
  return {
    ...(scheme && { scheme }),
    ...(district && { district }),
    ...(lacking && { lacking }),
    ...(offset > 0 && { page: String(offset / pageSize + 1) }),
  };
}
