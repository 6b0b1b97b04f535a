// Owns the dialogs of the registry: which fields a record has, and how what was typed is sent.
import type {
  ContactRecord,
  EnterpriseRecord,
  EquipmentRecord,
  RouteRequest,
  SiteRecord,
  WorkshopRecord,
} from '@takt/model/api';
import { chainRoles, foldUscc, sizeClasses, usccProblem } from '@takt/model/registry';
import { call } from '../../../api/index.ts';
import { useText } from '../../../locales/i18n.ts';
import { useRegions } from '../../../region/index.ts';
import { useSession } from '../../../session/index.ts';
import { useTerms } from '../use-terms.ts';
import {
  type FieldSpec,
  type FormProblems,
  type FormSpec,
  type FormValues,
  orNull,
  saidOf,
  textOf,
} from './form-spec.ts';

type EnterpriseBody = RouteRequest<'registry.create'>['body'];

export function useForms() {
  const { t } = useText();
  const regions = useRegions();
  const terms = useTerms();
  const session = useSession();

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

  function siteFields(district: string): FieldSpec[] {
    const districts = districtOptions(regions.districts.map(({ code }) => code));
    return [
      name,
      {
        name: 'district',
        label: t('registry.fields.district'),
        kind: 'select',
        options: districts,
        hint: t('registry.hints.district'),
      },
      { ...text('town', 60), suggestions: townSuggestions(district) },
      text('address', 200),
    ];
  }
  const equipmentFields: readonly FieldSpec[] = [
    name,
    text('model'),
    text('process'),
    { name: 'quantity', label: t('registry.fields.quantity'), kind: 'number', required: true },
    said('numericallyControlled'),
    said('networked'),
    said('keyProcess'),
  ];
  const checkQuantity = ({ quantity }: FormValues): FormProblems => {
    const count = Number(quantity);
    const right = Number.isInteger(count) && count >= 1 && count <= 100_000;
    return right ? {} : { quantity: t('registry.problems.quantity') };
  };

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
    site(enterprise: Pick<EnterpriseRecord, 'id' | 'district'>, known?: SiteRecord): FormSpec {
      const body = (values: FormValues) => ({
        name: values.name ?? '',
        district: orNull(values.district),
        town: orNull(values.town),
        address: orNull(values.address),
      });
      return {
        heading: heading(known, t('registry.acts.addSite')),
        fields: siteFields(known?.district ?? enterprise.district),
        initial: {
          name: textOf(known?.name),
          district: textOf(known?.district),
          town: textOf(known?.town),
          address: textOf(known?.address),
        },
        send: (values) =>
          known
            ? call('registrySites.change', {
                params: { id: known.id },
                body: { ...body(values), revision: known.revision },
              })
            : call('registrySites.add', { params: { id: enterprise.id }, body: body(values) }),
      };
    },
    workshop(enterprise: string, sites: readonly Pick<SiteRecord, 'id' | 'name'>[], known?: WorkshopRecord): FormSpec {
      const body = (values: FormValues) => ({
        name: values.name ?? '',
        site: orNull(values.site),
        product: orNull(values.product),
      });
      const options = sites.map(({ id, name: label }) => ({ value: id, label }));
      return {
        heading: heading(known, t('registry.acts.addWorkshop')),
        fields: [
          name,
          { name: 'site', label: t('registry.fields.site'), kind: 'select', options },
          text('product', 200),
        ],
        initial: { name: textOf(known?.name), site: textOf(known?.site), product: textOf(known?.product) },
        send: (values) =>
          known
            ? call('registryWorkshops.change', {
                params: { id: known.id },
                body: { ...body(values), revision: known.revision },
              })
            : call('registryWorkshops.add', { params: { id: enterprise }, body: body(values) }),
      };
    },
    equipment(workshop: string, known?: EquipmentRecord): FormSpec {
      const body = (values: FormValues) => ({
        name: values.name ?? '',
        model: orNull(values.model),
        process: orNull(values.process),
        quantity: Number(values.quantity),
        numericallyControlled: saidOf(values.numericallyControlled),
        networked: saidOf(values.networked),
        keyProcess: saidOf(values.keyProcess),
      });
      return {
        heading: heading(known, t('registry.acts.addEquipment')),
        fields: equipmentFields,
        initial: {
          name: textOf(known?.name),
          model: textOf(known?.model),
          process: textOf(known?.process),
          quantity: textOf(known?.quantity ?? 1),
          numericallyControlled: textOf(known?.numericallyControlled),
          networked: textOf(known?.networked),
          keyProcess: textOf(known?.keyProcess),
        },
        check: checkQuantity,
        send: (values) =>
          known
            ? call('equipment.change', {
                params: { id: known.id },
                body: { ...body(values), revision: known.revision },
              })
            : call('equipment.add', { params: { id: workshop }, body: body(values) }),
      };
    },
    contact(enterprise: string, known?: ContactRecord): FormSpec {
      const body = (values: FormValues) => ({
        name: values.name ?? '',
        position: orNull(values.position),
        phone: orNull(values.phone),
        email: orNull(values.email),
      });
      return {
        heading: heading(known, t('registry.acts.addContact')),
        fields: [name, text('position', 60), text('phone', 40), text('email')],
        initial: {
          name: textOf(known?.name),
          position: textOf(known?.position),
          phone: textOf(known?.phone),
          email: textOf(known?.email),
        },
        send: (values) =>
          known
            ? call('contacts.change', { params: { id: known.id }, body: { ...body(values), revision: known.revision } })
            : call('contacts.add', { params: { id: enterprise }, body: body(values) }),
      };
    },
    link(
      route: 'registry.link' | 'registrySites.link' | 'registryWorkshops.link' | 'equipment.link',
      known: { id: string; name: string; revision: number; plant: { code: string } | null },
      suggestions: readonly { value: string; label: string }[],
    ): FormSpec {
      return {
        heading: t('registry.acts.linkOf', { name: known.name }),
        fields: [
          { name: 'code', label: t('registry.fields.code'), hint: t('registry.hints.code'), most: 64, suggestions },
        ],
        initial: { code: known.plant?.code ?? '' },
        send: (values) =>
          call(route, { params: { id: known.id }, body: { revision: known.revision, code: orNull(values.code) } }),
      };
    },
  };
}
