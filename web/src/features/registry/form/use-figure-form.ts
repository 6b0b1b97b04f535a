// Owns the dialog in which a figure is declared.
import { type FigureIndicator, figureIndicatorNames, figureIndicators } from '@takt/model/registry';
import { call } from '../../../api/index.ts';
import { useText } from '../../../locales/i18n.ts';
import { figureFault, readFigure } from '../figure-words.ts';
import { type FormProblems, type FormSpec, type FormValues, orNull } from './form-spec.ts';

export function useFigureForm() {
  const { t } = useText();
  const indicatorOf = (values: FormValues): FigureIndicator =>
    figureIndicatorNames.find((one) => one === values.indicator) ?? figureIndicatorNames[0];
  const label = (indicator: FigureIndicator) => {
    const unit = figureIndicators[indicator];
    const words = t(`registry.indicators.${indicator}`);
    if (unit === 'share') return `${words} (%)`;
    return unit === 'yes_no' ? `${words} (1 / 0)` : `${words} (${t(`registry.units.${unit}`)})`;
  };

  function check(values: FormValues): FormProblems {
    const indicator = indicatorOf(values);
    const value = figureFault(indicator, readFigure(indicator, values.value ?? ''), t);
    const [from, to] = [orNull(values.from), orNull(values.to)];
    const period = (from === null) !== (to === null) || (from !== null && to !== null && to < from);
    return { ...(value && { value }), ...(period && { to: t('registry.problems.period') }) };
  }

  return (subject: 'enterprise' | 'workshop', id: string): FormSpec => ({
    heading: t('registry.acts.declare'),
    fields: [
      {
        name: 'indicator',
        label: t('registry.fields.indicator'),
        kind: 'select',
        required: true,
        options: figureIndicatorNames.map((value) => ({ value, label: label(value) })),
      },
      { name: 'value', label: t('registry.fields.value'), kind: 'number', required: true },
      { name: 'from', label: t('registry.fields.from'), kind: 'date', hint: t('registry.hints.optional') },
      { name: 'to', label: t('registry.fields.to'), kind: 'date' },
      { name: 'note', label: t('registry.fields.note'), most: 500 },
    ],
    initial: { indicator: figureIndicatorNames[0], value: '', from: '', to: '', note: '' },
    check,
    send(values) {
      const indicator = indicatorOf(values);
      const body = {
        indicator,
        value: readFigure(indicator, values.value ?? ''),
        from: orNull(values.from),
        to: orNull(values.to),
        note: orNull(values.note),
      };
      return call('figures.declare', { params: { subject, id }, body });
    },
  });
}
