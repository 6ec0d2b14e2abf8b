// The import rules of the console; CONTRIBUTING.md says them in words.
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pages-stand-apart',
      comment: 'what two pages need goes to shared/, with the queries and types of the API in api/',
      severity: 'error',
      from: { path: '^console/src/pages/([^/]+)/' },
      to: { path: '^console/src/pages/', pathNot: '^console/src/pages/$1/' },
    },
    {
      name: 'parts-know-no-page',
      comment: 'only app.tsx, router.tsx, routes.ts and the list of features put pages together',
      severity: 'error',
      from: { path: '^console/src/[^/]+/', pathNot: '^console/src/pages/' },
      to: { path: '^console/src/pages/' },
    },
    {
      name: 'pages-are-known-by-their-feature',
      comment: 'a page is declared once, in its feature.ts; the list of features imports nothing else of it',
      severity: 'error',
      from: { path: '^console/src/', pathNot: '^console/src/pages/' },
      to: { path: '^console/src/pages/', pathNot: '^console/src/pages/[^/]+/feature\\.ts$' },
    },
    {
      name: 'parts-know-no-shell',
      comment: 'the shell stands around the pages; nothing inside it needs to know it',
      severity: 'error',
      from: { path: '^console/src/(api|charts|series|shared)/' },
      to: { path: '^console/src/shell/' },
    },
    {
      name: 'api-knows-no-view',
      comment:
        'api/ is what the server offers; session/ holds the token that it sends, words/ the language in which it is said',
      severity: 'error',
      from: { path: '^console/src/api/' },
      to: { path: '^console/src/', pathNot: '^console/src/(api|session|words)/' },
    },
    { name: 'nobody-imports-main', severity: 'error', from: {}, to: { path: '^console/src/main\\.ts$' } },
    {
      name: 'console-knows-no-server',
      comment: 'it knows the API alone, by the types generated from the OpenAPI document',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(src|test|bench|scripts)/' },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: { path: '^console/src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'the modules that the build makes (console/world-tiles.ts, console/mantine-styles.ts) are no files',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'console/tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.css', '.svg'],
    },
  },
};
