// The import rules of the house; CONTRIBUTING.md says them in words.
const ownFolders = '^(src|test|bench|scripts)/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-is-pure',
      comment: 'kernel/ knows nothing of ours but itself',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: '^src/', pathNot: '^src/kernel/' },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/(platform|kernel)/' },
    },
    {
      name: 'features-meet-through-index',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/([^/]+)/', pathNot: ['^src/features/$1/', '^src/features/[^/]+/index\\.ts$'] },
    },
    {
      name: 'features-know-no-composition',
      comment: 'only app.ts puts parts together; nothing below it reads settings or starts things',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'store-is-private',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/features/([^/]+)/' },
      to: { path: '^src/features/[^/]+/store\\.ts$' },
    },
    {
      name: 'commands-stand-apart',
      comment: 'only main.ts starts commands; they use the public API and what knows no server, not the features',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts$|cli/)' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'commands-know-no-server',
      comment: 'but for how an archive is laid out and read back, which neither a server nor a database has a part in',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/(cli/|kernel/|platform/objects/|platform/config\\.ts$|root\\.ts$)',
          '^src/features/archives/(formats/index|audit-archive|manifest|read-manifest|read-object)\\.ts$',
        ],
      },
    },
    { name: 'nobody-imports-main', severity: 'error', from: {}, to: { path: '^src/main\\.ts$' } },
    {
      name: 'source-knows-no-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '(\\.test|[/-]test-bed)\\.ts$' },
      to: { path: '(^(test|bench|scripts)/)|((\\.test|[/-]test-bed)\\.ts$)' },
    },
    {
      name: 'acceptance-is-black-box',
      severity: 'error',
      from: { path: '^test/(acceptance|support)/' },
      to: { path: '^src/' },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: { path: ownFolders },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-test-packages-in-source',
      severity: 'error',
      from: { path: '^src/', pathNot: '(\\.test|[/-]test-bed)\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
