// Owns the dialogs over what lies in an enterprise: which fields a record has, and how what was typed is sent.
import type { ContactRecord, EnterpriseRecord, EquipmentRecord, SiteRecord, WorkshopRecord } from '@takt/model/api';
import { call } from '../../../api/index.ts';
import { useText } from '../../../locales/i18n.ts';
import { useRegions } from '../../../region/index.ts';
import {
  type FieldSpec,
  type FormProblems,
  type FormSpec,
  type FormValues,
  orNull,
  saidOf,
  textOf,
} from './form-spec.ts';
import { useFieldWords } from './use-field-words.ts';

export function useForms() {
  const { t } = useText();
  const regions = useRegions();
  const { name, text, said, districtOptions, heading, townSuggestions } = useFieldWords();

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
