// Owns the addresses of the pages of the industry brain.
import type { RouteRecordRaw } from 'vue-router';

export const brainPages: readonly RouteRecordRaw[] = [
  {
    path: '/projects/:id/effect',
    name: 'project-effect',
    component: () => import('../features/effect/EffectPage.vue'),
    props: true,
    meta: { permission: 'projects.read', title: 'effect.title' },
  },
];
