// Owns the plant this client knows: loaded once, refreshed in the background, shared by every page.
import type { Permission } from '@takt/model/access';
import type { Machine, Site, Workshop } from '@takt/model/plant';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { call, useQuery } from '../api/index.ts';
import { useRegions } from '../region/index.ts';
import { useSession } from '../session/index.ts';
import { coveredParts } from './reach.ts';
import { asksConsent, figuresOf, type GivenConsent, mayAt } from './sight.ts';
import { below, buildTree, type PlantAnswer, type PlantNode, wayTo } from './tree.ts';

const refreshEveryMs = 30_000;
const nothing: PlantAnswer = { calendars: {}, enterprises: {}, sites: {}, workshops: {}, lines: {}, machines: {} };
/** Until the plant is known. */
const fallbackZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const usePlant = defineStore('plant', () => {
  const session = useSession();
  const regions = useRegions();
  const grants = () => session.me?.grants ?? [];
  const query = useQuery(
    () => (session.can('plant.read') ? { id: session.me?.id, byConsent: asksConsent(grants()) } : undefined),
    async ({ byConsent }, signal) => {
      const [plant, consents] = await Promise.all([
        call('plant.get', {}, { signal }),
        byConsent ? call('consents.list', { query: {} }, { signal }) : [],
      ]);
      return { plant, consents: consents satisfies GivenConsent[] };
    },
    { everyMs: refreshEveryMs, isEmpty: ({ plant }) => Object.keys(plant.enterprises).length === 0 },
  );
  const known = computed(() => query.data.value?.plant ?? nothing);
  const tree = computed(() => buildTree(known.value));
  const inForce = (query: { consents: GivenConsent[] } | undefined) =>
    (query?.consents ?? []).filter(({ state }) => state === 'in_force').map(({ id }) => id);
  /** Consents by which something is seen, by their ids: another array means others. None where nobody has to agree. */
  const agreed = computed<readonly string[]>((before) => {
    const now = inForce(query.data.value);
    return before && before.length === now.length && now.every((id) => before.includes(id)) ? before : now;
  });

  function find(level: string, code: string): PlantNode | undefined {
    return tree.value.find(level, code);
  }
  function site(code: string): Site | undefined {
    const found = known.value.sites[code];
    return found && { ...found, code };
  }
  function workshop(code: string): Workshop | undefined {
    const found = known.value.workshops[code];
    return found && { ...found, code };
  }
  function machine(code: string): Machine | undefined {
    const found = known.value.machines[code];
    return found && { ...found, code };
  }
  /** Zone of the site a node lies in; of its first site when it is an enterprise. */
  function timeZoneOf(node: PlantNode | undefined): string {
    const siteNode = wayTo(node).find((above) => above.level === 'site') ?? node?.children[0];
    return (siteNode && site(siteNode.code)?.timeZone) ?? fallbackZone;
  }

  /** Codes of those of the sites a node lies in or holds. */
  function districtsOf(node: PlantNode): string[] {
    const above = wayTo(node).filter(({ level }) => level === 'site');
    const sites = above.length > 0 ? above : below(node, 'site');
    return sites.flatMap(({ code }) => {
      const district = site(code)?.district;
      return district === undefined ? [] : [regions.canonical(district)];
    });
  }
  /** Whether the account may see this of a node, as far as this client knows; the server decides. */
  function may(permission: Permission, node: PlantNode): boolean {
    const consents = query.data.value?.consents ?? [];
    const districts = districtsOf(node);
    const cities = [...new Set(districts.map((code) => regions.cityOf(code) ?? `outside:${code}`))];
    return mayAt({ grants: grants(), consents }, permission, node, { districts, cities });
  }
  /** Parts of a node whose figures the account may ask for: the node itself where it may for all of it. */
  function partsOf(node: PlantNode): PlantNode[] {
    return coveredParts(node, (part) => may(figuresOf(part), part));
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
    may,
    partsOf,
    agreed,
    refresh: query.refetch,
  };
});
