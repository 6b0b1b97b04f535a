// Owns the outlines of cities: loaded when a map is first drawn, and known to ECharts from then on.
import { MapChart, type MapSeriesOption, ScatterChart, type ScatterSeriesOption } from 'echarts/charts';
import {
  GeoComponent,
  type GeoComponentOption,
  VisualMapComponent,
  type VisualMapComponentOption,
} from 'echarts/components';
import { type ComposeOption, registerMap, use } from 'echarts/core';

use([MapChart, ScatterChart, GeoComponent, VisualMapComponent]);

export type MapOption = ComposeOption<
  MapSeriesOption | ScatterSeriesOption | GeoComponentOption | VisualMapComponentOption
>;

/** By the name a regions file gives its city's map. Names in it are older than 2016: see `mapName` there. */
const outlines: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  chongqing: () => import('echarts-4/map/json/province/chongqing.json'),
};
const known = new Map<string, Promise<boolean>>();

/** Whether there is such an outline; rejects where it cannot be loaded. */
export function loadOutline(map: string): Promise<boolean> {
  const loading = known.get(map) ?? load(map);
  known.set(map, loading);
  loading.catch(() => known.delete(map));
  return loading;
}

async function load(map: string): Promise<boolean> {
  const outline = outlines[map];
  if (!outline) return false;
  registerMap(map, (await outline()).default as Parameters<typeof registerMap>[1]);
  return true;
}
