// The directions imports may take (DESIGN §3), checked by `npm run check:imports`.
const capability = '^server/src/(?!platform/|pipeline/|main\\.ts|config\\.ts)';
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'model-imports-zod-only',
      comment: 'model is pure: no I/O, no clock, no environment',
      severity: 'error',
      from: { path: '^model/' },
      to: { pathNot: ['^model/', '(^|/)node_modules/zod/'] },
    },
    {
      name: 'workspaces-do-not-import-each-other',
      severity: 'error',
      from: { path: '^(edge-agent|server|web)/' },
      to: { path: '^(edge-agent|server|web)/', pathNot: '^$1/' },
    },
    {
      name: 'platform-knows-no-capability',
      severity: 'error',
      from: { path: '^server/src/platform/' },
      to: { path: '^server/src/(?!platform/)' },
    },
    {
      name: 'pipeline-knows-platform-only',
      severity: 'error',
      from: { path: '^server/src/pipeline/' },
      to: { path: '^server/src/(?!platform/|pipeline/)' },
    },
    {
      name: 'capabilities-know-only-plant',
      severity: 'error',
      from: { path: `${capability}(?!cli/)([^/]+)/` },
      to: { path: capability, pathNot: ['^server/src/$1/', '^server/src/plant/'] },
    },
    {
      name: 'only-main-constructs-adapters',
      comment: 'main.ts, the files beside it, and the command line tool, which is a composition root of its own',
      severity: 'error',
      from: { path: '^server/src/(?!platform/|cli/)[^/]+/' },
      to: { path: '^server/src/platform/[^/]+/adapters/' },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: { path: '^(server|edge-agent)/' },
      to: { path: '/src/(cli/)?main\\.ts$' },
    },
    {
      name: 'features-do-not-import-each-other',
      severity: 'error',
      from: { path: '^web/src/features/([^/]+)/' },
      to: { path: '^web/src/features/', pathNot: '^web/src/features/$1/' },
    },
    { name: 'sources-do-not-import-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'default'],
      extensions: ['.ts', '.js', '.vue'],
    },
  },
};
