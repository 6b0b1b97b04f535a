// Owns the life of an ECharts instance: made when its element appears, resized and re-themed with the page, disposed with it.
import { onBeforeUnmount, type Ref, shallowRef, watch } from 'vue';
import { type ChartOption, type ECharts, init } from './echarts.ts';
import { type ChartTheme, useChartTheme } from './theme.ts';

/**
 * Draws `option` into `element`. A refresh replaces the drawing without animation, so a live chart does not dance; zoom is kept.
 * Readers without sight get the page's own description and table, the canvas is hidden from them.
 */
export function useChart(
  element: Ref<HTMLElement | null>,
  option: (theme: ChartTheme) => ChartOption,
): Ref<ECharts | undefined> {
  const theme = useChartTheme();
  const chart = shallowRef<ECharts>();
  const resize = new ResizeObserver(() => chart.value?.resize());

  watch(
    element,
    (target) => {
      chart.value?.dispose();
      chart.value = undefined;
      resize.disconnect();
      if (!target) return;
      target.setAttribute('aria-hidden', 'true');
      chart.value = init(target, undefined, { renderer: 'canvas' });
      resize.observe(target);
    },
    { immediate: true, flush: 'post' },
  );
  watch(
    () => (chart.value ? withDefaults(option(theme()), theme()) : undefined),
    (next) => {
      if (next) chart.value?.setOption(next, { replaceMerge: ['series'], lazyUpdate: true });
    },
    { flush: 'post', immediate: true },
  );
  onBeforeUnmount(() => {
    resize.disconnect();
    chart.value?.dispose();
    chart.value = undefined;
  });
  return chart;
}

function withDefaults(option: ChartOption, { font }: ChartTheme): ChartOption {
  return { animation: false, textStyle: { fontFamily: font }, ...option };
}
