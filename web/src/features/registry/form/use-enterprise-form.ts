// Owns the dialog in which an enterprise is written.
import type { EnterpriseRecord, RouteRequest } from '@takt/model/api';
import { chainRoles, foldUscc, sizeClasses, usccProblem } from '@takt/model/registry';
import { call } from '../../../api/index.ts';
import { useText } from '../../../locales/i18n.ts';
import { useRegions } from '../../../region/index.ts';
import { useSession } from '../../../session/index.ts';
import { useTerms } from '../use-terms.ts';
import { type FieldSpec, type FormProblems, type FormSpec, type FormValues, orNull, textOf } from './form-spec.ts';
import { useFieldWords } from './use-field-words.ts';

type EnterpriseBody = RouteRequest<'registry.create'>['body'];

export function useEnterpriseForm() {
  const { t } = useText();
  const regions = useRegions();
  const terms = useTerms();
  const session = useSession();
  const { name, text, districtOptions, heading, townSuggestions } = useFieldWords();

  function usccFault(typed: string): string | undefined {
    if (typed.trim() === '') return undefined;
    const code = foldUscc(typed);
    switch (usccProblem(code)) {
      case 'length':
        return t('registry.problems.usccLength', { count: code.length });
      case 'character':
        return t('registry.problems.usccCharacter');
      case 'check':
        return t('registry.problems.usccCheck');
      default:
        return undefined;
    }
  }

  /** `official`: district and credit code may be changed, too. */
  function enterpriseFields(official: boolean, districts: readonly string[], district: string): FieldSpec[] {
    const bureau: FieldSpec[] = [
      { name: 'uscc', label: t('registry.fields.uscc'), hint: t('registry.hints.uscc'), most: 60 },
      {
        name: 'district',
        label: t('registry.fields.district'),
        kind: 'select',
        required: true,
        options: districtOptions(districts),
      },
    ];
    const sectors = terms.sectors.map(({ code, name: words }) => ({ value: code, label: terms.inWords(words) }));
    const chains = terms.chains.map(({ code, name: words }) => ({ value: code, label: terms.inWords(words) }));
    return [
      name,
      ...(official ? bureau : []),
      { ...text('town', 60), suggestions: townSuggestions(district) },
      { name: 'sector', label: t('registry.fields.sector'), hint: t('registry.hints.sector'), suggestions: sectors },
      {
        name: 'sizeClass',
        label: t('registry.fields.sizeClass'),
        kind: 'select',
        options: sizeClasses.map((value) => ({ value, label: t(`registry.sizes.${value}`) })),
      },
      {
        name: 'chain',
        label: t('registry.fields.chain'),
        kind: 'select',
        options: chains,
        hint: terms.chainsVerified === false ? t('registry.chainNote') : undefined,
      },
      {
        name: 'chainRole',
        label: t('registry.fields.chainRole'),
        kind: 'select',
        options: chainRoles.map((value) => ({ value, label: t(`registry.roles.${value}`) })),
      },
      text('address', 200),
    ];
  }
  function enterpriseBody(values: FormValues): EnterpriseBody {
    return {
      name: values.name ?? '',
      uscc: orNull(values.uscc),
      district: values.district ?? '',
      town: orNull(values.town),
      sector: orNull(values.sector),
      sizeClass: sizeClasses.find((one) => one === values.sizeClass) ?? null,
      chain: orNull(values.chain),
      chainRole: chainRoles.find((one) => one === values.chainRole) ?? null,
      address: orNull(values.address),
    };
  }
  const checkEnterprise = (values: FormValues): FormProblems => {
    const uscc = usccFault(values.uscc ?? '');
    return uscc === undefined ? {} : { uscc };
  };
  /** Where one may take enterprises in. */
  function ownDistricts(): string[] {
    const scopes = (session.me?.grants ?? []).map(({ scope }) => scope);
    const all = scopes.some((scope) => scope === 'platform' || scope.startsWith('city:'));
    const own = scopes.flatMap((scope) => (scope.startsWith('district:') ? [scope.slice('district:'.length)] : []));
    return all ? regions.districts.map(({ code }) => code) : own;
  }

  return {
    ownDistricts,
    enterprise(known?: EnterpriseRecord, official = true): FormSpec {
      const districts = [...new Set([...(known ? [known.district] : []), ...ownDistricts()])];
      // With one there is nothing to choose.
      const district = known?.district ?? (districts.length === 1 ? districts[0] : '') ?? '';
      const initial = {
        name: textOf(known?.name),
        uscc: textOf(known?.uscc),
        district,
        town: textOf(known?.town),
        sector: textOf(known?.sector),
        sizeClass: textOf(known?.sizeClass),
        chain: textOf(known?.chain),
        chainRole: textOf(known?.chainRole),
        address: textOf(known?.address),
      };
      return {
        heading: heading(known, t('registry.create')),
        fields: enterpriseFields(official, districts, district),
        initial,
        check: checkEnterprise,
        send: (values) =>
          known
            ? call('registry.change', {
                params: { id: known.id },
                body: { ...enterpriseBody(values), revision: known.revision },
              })
            : call('registry.create', { body: enterpriseBody(values) }),
      };
    },
  };
}
