// Owns the words for what happened to records: acts, fields and values, as the registry's own pages call them.
import { chainRoles, type FigureIndicator, figureIndicatorNames, sizeClasses } from '@takt/model/registry';
import { useText } from '../../locales/i18n.ts';
import { useRegions } from '../../region/index.ts';
import { formatNumber } from '../../ui/format.ts';
import { useTerms } from './use-terms.ts';

const fields = [
  'name',
  'uscc',
  'district',
  'town',
  'sizeClass',
  'sector',
  'chain',
  'chainRole',
  'address',
  'plant',
  'state',
  'site',
  'product',
  'model',
  'process',
  'quantity',
  'numericallyControlled',
  'networked',
  'keyProcess',
  'position',
  'phone',
  'email',
  'indicator',
  'value',
  'from',
  'to',
  'note',
] as const;
const states = ['active', 'closed', 'merged', 'in_use', 'removed'] as const;
const actions = [
  'registry.create',
  'registry.change',
  'registry.close',
  'registry.reopen',
  'registry.link',
  'registrySites.add',
  'registrySites.change',
  'registrySites.state',
  'registrySites.link',
  'registryWorkshops.add',
  'registryWorkshops.change',
  'registryWorkshops.state',
  'registryWorkshops.link',
  'equipment.add',
  'equipment.change',
  'equipment.state',
  'equipment.link',
  'contacts.add',
  'contacts.change',
  'contacts.state',
  'figures.declare',
  'duplicates.dismiss',
  'duplicates.merge',
] as const;

function oneOf<T extends string>(list: readonly T[], text: unknown): T | undefined {
  return list.find((one) => one === text);
}

export function useRecordWords() {
  const { t, language } = useText();
  const regions = useRegions();
  const terms = useTerms();

  function known(field: string, text: string): string {
    switch (field) {
      case 'district':
        return regions.nameOf(text);
      case 'sector':
        return terms.sectorName(text);
      case 'chain':
        return terms.chainName(text);
      case 'sizeClass': {
        const size = oneOf(sizeClasses, text);
        return size ? t(`registry.sizes.${size}`) : text;
      }
      case 'chainRole': {
        const role = oneOf(chainRoles, text);
        return role ? t(`registry.roles.${role}`) : text;
      }
      case 'state': {
        const state = oneOf(states, text);
        return state ? t(`registry.states.${state}`) : text;
      }
      case 'indicator': {
        const indicator = oneOf<FigureIndicator>(figureIndicatorNames, text);
        return indicator ? t(`registry.indicators.${indicator}`) : text;
      }
      default:
        return text;
    }
  }
  return {
    action(code: string): string {
      const found = oneOf(actions, code);
      return found ? t(`audit.actions.${found}`) : code;
    },
    field(code: string): string {
      const found = oneOf(fields, code);
      return found ? t(`registry.fields.${found}`) : code;
    },
    value(field: string, value: unknown): string {
      if (value === null || value === undefined || value === '') return t('common.none');
      if (typeof value === 'boolean') return t(value ? 'registry.yes' : 'registry.no');
      if (typeof value === 'number') return formatNumber(value, language.value, Number.isInteger(value) ? 0 : 3);
      return typeof value === 'string' ? known(field, value) : JSON.stringify(value);
    },
  };
}
