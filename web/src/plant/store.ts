// Owns the plant this client knows: loaded once, refreshed in the background, shared by every page.
import type { Machine, Site, Workshop } from '@takt/model/plant';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { call, useQuery } from '../api/index.ts';
import { buildTree, type PlantAnswer, type PlantNode, wayTo } from './tree.ts';

const refreshEveryMs = 30_000;
const nothing: PlantAnswer = { calendars: {}, enterprises: {}, sites: {}, workshops: {}, lines: {}, machines: {} };
/** Until the plant is known. */
const fallbackZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const usePlant = defineStore('plant', () => {
  const query = useQuery(
    () => 'plant',
    (_, signal) => call('plant.get', {}, { signal }),
    { everyMs: refreshEveryMs, isEmpty: (plant) => Object.keys(plant.enterprises).length === 0 },
  );
  const tree = computed(() => buildTree(query.data.value ?? nothing));

  function find(level: string, code: string): PlantNode | undefined {
    return tree.value.find(level, code);
  }
  function site(code: string): Site | undefined {
    const found = query.data.value?.sites?.[code];
    return found && { ...found, code };
  }
  function workshop(code: string): Workshop | undefined {
    const found = query.data.value?.workshops?.[code];
    return found && { ...found, code };
  }
  function machine(code: string): Machine | undefined {
    const found = query.data.value?.machines?.[code];
    return found && { ...found, code };
  }
  /** Zone of the site a node lies in; of its first site when it is an enterprise. */
  function timeZoneOf(node: PlantNode | undefined): string {
    const siteNode = wayTo(node).find((above) => above.level === 'site') ?? node?.children[0];
    return (siteNode && site(siteNode.code)?.timeZone) ?? fallbackZone;
  }

  return {
    status: query.status,
    error: query.error,
    tree,
    find,
    site,
    workshop,
    machine,
    timeZoneOf,
    refresh: query.refetch,
  };
});
