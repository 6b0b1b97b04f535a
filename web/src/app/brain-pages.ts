// Owns the addresses of the pages of the industry brain.
import type { RouteRecordRaw } from 'vue-router';

export const brainPages: readonly RouteRecordRaw[] = [
  {
    path: '/cockpit',
    name: 'cockpit',
    component: () => import('../features/cockpit/CockpitPage.vue'),
    meta: { permission: 'cockpit.read', title: 'cockpit.title' },
  },
  {
    path: '/screen',
    name: 'screen',
    component: () => import('../features/cockpit/ScreenPage.vue'),
    meta: { permission: 'cockpit.read', title: 'cockpit.screen', alone: true },
  },
  {
    path: '/targets',
    name: 'targets',
    component: () => import('../features/targets/TargetsPage.vue'),
    meta: { permission: 'targets.read', title: 'targets.title' },
  },
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
];
