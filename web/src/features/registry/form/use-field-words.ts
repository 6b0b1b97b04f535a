// Owns the fields that several dialogs of the registry have, in words.
import { useText } from '../../../locales/i18n.ts';
import { useRegions } from '../../../region/index.ts';
import type { FieldSpec } from './form-spec.ts';

export function useFieldWords() {
  const { t } = useText();
  const regions = useRegions();
  const name: FieldSpec = { name: 'name', label: t('registry.fields.name'), required: true };
  const text = (
    field: 'town' | 'address' | 'product' | 'model' | 'process' | 'position' | 'phone' | 'email',
    most = 120,
  ) => ({
    name: field,
    label: t(`registry.fields.${field}`),
    most,
  });
  const said = (field: 'numericallyControlled' | 'networked' | 'keyProcess'): FieldSpec => ({
    name: field,
    label: t(`registry.fields.${field}`),
    kind: 'said',
  });
  const districtOptions = (codes: readonly string[]) => codes.map((value) => ({ value, label: regions.nameOf(value) }));
  const heading = (known: { name: string } | undefined, adding: string) =>
    known ? t('registry.acts.editOf', { name: known.name }) : adding;
  const townSuggestions = (district: string) =>
    (regions.district(district)?.towns ?? []).map(({ code }) => ({
      value: code,
      label: regions.townOf(district, code),
    }));

  return { name, text, said, districtOptions, heading, townSuggestions };
}
