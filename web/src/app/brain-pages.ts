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
  {
    path: '/recognition',
    name: 'recognition',
    component: () => import('../features/recognition/ReadinessPage.vue'),
    meta: { permission: 'recognition.read', title: 'recognition.title' },
  },
  {
    path: '/recognition/schemes',
    name: 'schemes',
    component: () => import('../features/recognition/SchemesPage.vue'),
    meta: { permission: 'recognition.read', title: 'recognition.schemes.title' },
  },
  {
    path: '/recognition/schemes/:id/:version(\\d+)',
    name: 'scheme',
    component: () => import('../features/recognition/SchemePage.vue'),
    props: (route) => ({ id: route.params.id, version: Number(route.params.version) }),
    meta: { permission: 'recognition.read', title: 'recognition.schemes.title' },
  },
  {
    path: '/recognition/subjects/:kind(workshop|enterprise)/:id',
    name: 'evaluation',
    component: () => import('../features/recognition/EvaluationPage.vue'),
    props: true,
    meta: { permission: 'recognition.read', title: 'recognition.title' },
  },
  {
    path: '/registry/import',
    name: 'import',
    component: () => import('../features/import/ImportPage.vue'),
    meta: { permission: 'registry.write', title: 'imports.title' },
  },
  {
    path: '/reports',
    name: 'reports',
    component: () => import('../features/reports/ReportsPage.vue'),
    meta: { permission: 'cockpit.read', title: 'reports.title' },
  },
];
