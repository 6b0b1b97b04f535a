// Owns the addresses of the pages of the industry brain.
import type { RouteRecordRaw } from 'vue-router';

export const brainPages: readonly RouteRecordRaw[] = [
  {
    path: '/registry/import',
    name: 'import',
    component: () => import('../features/import/ImportPage.vue'),
    meta: { permission: 'registry.write', title: 'imports.title' },
  },
];
