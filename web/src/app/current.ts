// Owns which node of the plant the page is about.
import { type ComputedRef, computed } from 'vue';
import { useRoute } from 'vue-router';
import { type PlantNode, usePlant } from '../plant/index.ts';

export function useCurrentNode(): ComputedRef<PlantNode | undefined> {
  const route = useRoute();
  const plant = usePlant();
  return computed(() => plant.find(String(route.name), String(route.params.code)));
}
