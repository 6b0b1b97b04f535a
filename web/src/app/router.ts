// Owns the addresses of the pages, and who gets to them. Each feature is loaded when it is first opened.
import type { Permission } from '@takt/model/access';
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteLocationRaw } from 'vue-router';
import type { MessageKey } from '../locales/keys.ts';
import { returnPath, useSession } from '../session/index.ts';
import { brainPages } from './brain-pages.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown to whoever comes, signed in or not; without navigation. */
    open?: boolean;
    /** Shown without header and navigation, and says itself that nobody is signed in any more. */
    alone?: boolean;
    /** What somebody needs to hold anywhere to use the page. */
    permission?: Permission;
    title?: MessageKey;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', name: 'home', component: () => import('./HomePage.vue') },
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
    {
      path: '/devices',
      name: 'devices',
      component: () => import('../features/devices/DevicesPage.vue'),
      meta: { permission: 'devices.read', title: 'devices.title' },
    },
    {
      path: '/users',
      name: 'users',
      component: () => import('../features/users/UsersPage.vue'),
      meta: { permission: 'users.read', title: 'common.nav.users' },
    },
    {
      path: '/consents',
      name: 'consents',
      component: () => import('../features/consents/ConsentsPage.vue'),
      meta: { permission: 'consents.read', title: 'common.nav.consents' },
    },
    {
      path: '/audit',
      name: 'audit',
      component: () => import('../features/audit/AuditPage.vue'),
      meta: { permission: 'audit.read', title: 'common.nav.audit' },
    },
    ...brainPages,
    {
      path: '/profile',
      name: 'profile',
      component: () => import('../features/profile/ProfilePage.vue'),
      meta: { title: 'profile.title' },
    },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('../features/sign-in/SignInPage.vue'),
      meta: { open: true, title: 'signIn.title' },
    },
    {
      path: '/setup',
      name: 'setup',
      component: () => import('../features/sign-in/SetupPage.vue'),
      meta: { open: true, title: 'setup.title' },
    },
    {
      path: '/invitation',
      name: 'invitation',
      component: () => import('../features/sign-in/InvitationPage.vue'),
      meta: { open: true, title: 'invitation.title' },
    },
    {
      path: '/:path(.*)*',
      name: 'missing',
      component: () => import('./MissingPage.vue'),
      meta: { title: 'common.missing.title' },
    },
  ],
});

router.beforeEach(async (to): Promise<RouteLocationRaw | true> => {
  const session = useSession();
  if (session.status === 'unknown') await session.refresh();
  return whereInstead(to) ?? true;
});

/** Undefined: the page may be opened. What its permission is missing for is explained in its place. */
function whereInstead(to: RouteLocationNormalized): RouteLocationRaw | undefined {
  const session = useSession();
  // The page says that the server could not be asked, and goes on once it answers.
  if (session.status !== 'known') return undefined;
  if (session.me) return to.name === 'sign-in' ? returnPath(to.query.to) : undefined;
  if (session.setupNeeded) return to.name === 'sign-in' || !to.meta.open ? { name: 'setup' } : undefined;
  if (to.meta.open) return undefined;
  return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
}
