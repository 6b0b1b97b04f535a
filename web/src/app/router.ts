// Owns the addresses of the pages. Each feature is loaded when it is first opened.
import { createRouter, createWebHistory } from 'vue-router';

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'home', component: () => import('../features/overview/OverviewPage.vue') },
    {
      path: '/enterprises/:code',
      name: 'enterprise',
      component: () => import('../features/overview/OverviewPage.vue'),
      props: (route) => ({ level: 'enterprise', code: route.params.code }),
    },
    {
      path: '/sites/:code',
      name: 'site',
      component: () => import('../features/overview/OverviewPage.vue'),
      props: (route) => ({ level: 'site', code: route.params.code }),
    },
    {
      path: '/workshops/:code',
      name: 'workshop',
      component: () => import('../features/workshop/WorkshopPage.vue'),
      props: true,
    },
    {
      path: '/machines/:code',
      name: 'machine',
      component: () => import('../features/machine/MachinePage.vue'),
      props: true,
    },
    { path: '/devices', name: 'devices', component: () => import('../features/devices/DevicesPage.vue') },
    { path: '/:path(.*)*', name: 'missing', component: () => import('./MissingPage.vue') },
  ],
});
