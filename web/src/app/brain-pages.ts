// Owns the addresses of the pages of the industry brain.
import type { RouteRecordRaw } from 'vue-router';

export const brainPages: readonly RouteRecordRaw[] = [
  {
    path: '/projects',
    name: 'projects',
    component: () => import('../features/projects/ProjectsPage.vue'),
    meta: { permission: 'projects.read', title: 'common.brain.projects' },
  },
  {
    path: '/projects/:id',
    name: 'project',
    component: () => import('../features/projects/ProjectPage.vue'),
    props: true,
    meta: { permission: 'projects.read', title: 'common.brain.projects' },
  },
  {
    path: '/projects/:id/effect',
    name: 'project-effect',
    component: () => import('../features/effect/EffectPage.vue'),
    props: true,
    meta: { permission: 'projects.read', title: 'effect.title' },
  },
];
