// Owns the plant this client knows: loaded once, refreshed in the background, shared by every page.
import type { Machine, Site, Workshop } from '@takt/model/plant';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { call, useQuery } from '../api/index.ts';
import { useSession } from '../session/index.ts';
import { coveredParts, coversAll } from './reach.ts';
import { below, buildTree, type PlantAnswer, type PlantNode, wayTo } from './tree.ts';

const refreshEveryMs = 30_000;
const nothing: PlantAnswer = { calendars: {}, enterprises: {}, sites: {}, workshops: {}, lines: {}, machines: {} };
/** Until the plant is known. */
const fallbackZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const usePlant = defineStore('plant', () => {
  const session = useSession();
  const query = useQuery(
    () => (session.can('plant.read') ? session.me?.id : undefined),
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

  /** Of the sites a node lies in or holds. */
  function districtsOf(node: PlantNode): string[] {
    const above = wayTo(node).filter(({ level }) => level === 'site');
    const sites = above.length > 0 ? above : below(node, 'site');
    return sites.flatMap(({ code }) => site(code)?.district ?? []);
  }
  /** Parts of a node that the account may ask about: the node itself where its roles cover all of it. */
  function partsOf(node: PlantNode): PlantNode[] {
    return coveredParts(node, (part) => coversAll(session.me?.grants ?? [], part, districtsOf(part)));
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
    districtsOf,
    partsOf,
    refresh: query.refetch,
  };
});
