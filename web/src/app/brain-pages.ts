// Owns the addresses of the pages of the industry brain.
import type { RouteRecordRaw } from 'vue-router';

const registryPages: readonly RouteRecordRaw[] = [
  {
    path: '/registry',
    name: 'registry',
    component: () => import('../features/registry/RegistryPage.vue'),
    meta: { permission: 'registry.read', title: 'registry.title' },
  },
  {
    path: '/registry/duplicates',
    name: 'duplicates',
    component: () => import('../features/registry/duplicates/DuplicatesPage.vue'),
    meta: { permission: 'registry.write', title: 'registry.duplicates' },
  },
  {
    path: '/registry/enterprises/:id',
    name: 'registry-enterprise',
    component: () => import('../features/registry/EnterprisePage.vue'),
    props: true,
    meta: { permission: 'registry.read', title: 'registry.title' },
  },
  {
    path: '/registry/workshops/:id',
    name: 'registry-workshop',
    component: () => import('../features/registry/WorkshopPage.vue'),
    props: true,
    meta: { permission: 'registry.read', title: 'registry.title' },
  },
];

export const brainPages: readonly RouteRecordRaw[] = [...registryPages];
