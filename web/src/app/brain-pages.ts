// Owns the addresses of the pages of the industry brain.
import type { RouteRecordRaw } from 'vue-router';

export const brainPages: readonly RouteRecordRaw[] = [
  {
    path: '/applications',
    name: 'applications',
    component: () => import('../features/applications/ApplicationsPage.vue'),
    meta: { permission: 'recognition.read', title: 'applications.title' },
  },
  {
    path: '/applications/:id',
    name: 'application',
    component: () => import('../features/applications/ApplicationPage.vue'),
    props: true,
    meta: { permission: 'recognition.read', title: 'applications.title' },
  },
  {
    path: '/certificates',
    name: 'certificates',
    component: () => import('../features/certificates/CertificatesPage.vue'),
    meta: { permission: 'recognition.read', title: 'applications.certificates.title' },
  },
  {
    path: '/certificates/:id',
    name: 'certificate',
    component: () => import('../features/certificates/CertificatePage.vue'),
    props: true,
    meta: { permission: 'recognition.read', title: 'applications.certificates.title' },
  },
  {
    path: '/verify/:number?',
    name: 'verify',
    component: () => import('../features/verify/VerifyPage.vue'),
    props: true,
    meta: { open: true, title: 'applications.verify.title' },
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
  {
    path: '/projects/:id/effect',
    name: 'project-effect',
    component: () => import('../features/effect/EffectPage.vue'),
    props: true,
    meta: { permission: 'projects.read', title: 'effect.title' },
  },
];
