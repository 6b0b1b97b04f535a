// Owns the ECharts option of the map of districts: outlines in steps of one colour, points for what has no outline.
import type { ChartTheme } from '../../charts/theme.ts';
import type { MapOption } from './outline.ts';

export interface MapPlace {
  code: string;
  name: string;
  /** Name of its outline; undefined: it has none and is a point. */
  mapName: string | undefined;
  at: [number, number] | undefined;
  value: number | null;
}

interface Say {
  tip(place: MapPlace): string;
}

const layout = { layoutCenter: ['50%', '50%'], layoutSize: '98%' };

export function mapOption(
  map: string,
  places: readonly MapPlace[],
  selected: string | undefined,
  { token }: ChartTheme,
  say: Say,
): MapOption {
  const values = places.flatMap(({ value }) => (value === null ? [] : [value]));
  const most = Math.max(...values, 0);
  const byCode = new Map(places.map((place) => [place.code, place]));
  const border = token('--surface');
  const steps = [token('--accent-soft'), token('--accent')];
  const emphasis = { itemStyle: { areaColor: token('--state-minorStop') }, label: { show: false } };
  const chosen = { borderColor: token('--text'), borderWidth: 2 };
  return {
    tooltip: {
      trigger: 'item',
      confine: true,
      backgroundColor: token('--surface'),
      borderColor: token('--line'),
      textStyle: { color: token('--text'), fontSize: 12 },
      formatter: (item: unknown) => {
        const place = byCode.get(codeOf(item));
        return place ? say.tip(place) : '';
      },
    },
    visualMap: {
      show: false,
      min: 0,
      max: most > 0 ? most : 1,
      inRange: { color: steps },
      seriesIndex: [0, 1],
    },
    // What points stand on; the outlines of the series lie over it.
    geo: { map, roam: false, silent: true, itemStyle: { opacity: 0 }, ...layout },
    series: [
      {
        id: 'districts',
        type: 'map',
        map,
        roam: false,
        selectedMode: false,
        itemStyle: { areaColor: token('--inset'), borderColor: border },
        emphasis,
        ...layout,
        data: places
          .filter(({ mapName }) => mapName !== undefined)
          .map(({ code, mapName = '', value }) => ({
            name: mapName,
            code,
            value: value ?? Number.NaN,
            ...(code === selected && { itemStyle: chosen }),
          })),
      },
      {
        id: 'points',
        type: 'scatter',
        coordinateSystem: 'geo',
        symbol: 'circle',
        symbolSize: 13,
        z: 5,
        data: places
          .filter(({ mapName, at }) => mapName === undefined && at !== undefined)
          .map(({ code, at = [0, 0], value, name }) => ({
            name,
            code,
            value: [...at, value ?? 0],
            itemStyle: { borderColor: code === selected ? token('--text') : token('--line-strong'), borderWidth: 1.5 },
          })),
      },
    ],
  } as MapOption;
}

/** Of what is pointed at on the map. */
export function codeOf(item: unknown): string {
  const { data } = (item ?? {}) as { data?: { code?: unknown } };
  return typeof data?.code === 'string' ? data.code : '';
}
