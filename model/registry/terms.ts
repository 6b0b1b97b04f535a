// Owns bringing what somebody writes of an enterprise to the codes it is kept by: district, town, sector, chain.
import type { Regions } from '../regions/index.ts';
import type { Chains } from './chains.ts';
import type { EnterpriseInput, SiteInput } from './records.ts';
import type { Sectors } from './sectors.ts';

/** What records refer to. */
export interface Terms {
  sectors: Sectors;
  chains: Chains;
}

export interface TermError {
  field: 'district' | 'town' | 'sector' | 'chain';
  reason: string;
}

export type Resolved<T> = { ok: true; value: T } | { ok: false; errors: TermError[] };

/** With codes in place of names. What none of the lists has is refused by its field. */
export function resolveEnterprise(
  input: EnterpriseInput,
  { regions, sectors, chains }: Terms & { regions: Regions },
  /** Code of the district it is in already: it is not asked for, even where no list has it (any more). */
  kept?: string,
): Resolved<EnterpriseInput> {
  const errors: TermError[] = [];
  const place = resolvePlace(input.district, input.town, regions, errors, kept);
  const sector = input.sector === null ? null : sectors.find(input.sector)?.code;
  if (sector === undefined)
    errors.push({ field: 'sector', reason: `there is no sector "${input.sector}" in GB/T 4754` });
  const chain = input.chain === null ? null : chains.find(input.chain)?.code;
  if (chain === undefined) errors.push({ field: 'chain', reason: `there is no chain "${input.chain}"` });
  if (input.chain === null && input.chainRole !== null)
    errors.push({ field: 'chain', reason: 'is needed where a role in it is given' });
  if (errors.length > 0 || sector === undefined || chain === undefined) return { ok: false, errors };
  return { ok: true, value: { ...input, ...place, sector, chain } };
}

/** As {@link resolveEnterprise}; without a district it is in that of its enterprise. */
export function resolveSite(
  input: SiteInput,
  enterpriseDistrict: string,
  regions: Regions,
): Resolved<SiteInput & { district: string }> {
  const errors: TermError[] = [];
  const place = resolvePlace(input.district ?? enterpriseDistrict, input.town, regions, errors, enterpriseDistrict);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: { ...input, ...place } };
}

/** A town is one of the district's where its towns are listed, and else as it is written. `kept`: what is there already is not asked. */
function resolvePlace(
  districtText: string,
  townText: string | null,
  regions: Regions,
  errors: TermError[],
  kept?: string,
): { district: string; town: string | null } {
  const district = regions.district(districtText);
  if (!district && districtText !== kept)
    errors.push({ field: 'district', reason: `there is no district "${districtText}"` });
  const code = district?.code ?? districtText;
  const town = townText === null ? null : (regions.town(code, townText)?.code ?? townText);
  if (town !== null && district && district.towns.length > 0 && !district.towns.some((one) => one.code === town))
    errors.push({ field: 'town', reason: `there is no town or park "${townText}" in ${district.name['zh-CN']}` });
  return { district: code, town };
}
