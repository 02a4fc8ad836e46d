/** The arrows between the folders of src. A path is a regular expression over paths from the repository's root. */
const only = (folder, allowed) => ({
  name: `${folder}-imports-only`,
  comment: `src/${folder} may import of src: ${allowed.join(', ')}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [`^src/${folder}/`, ...allowed.map((path) => `^src/${path}`)] },
})

/** Where the parts are put together: the process, and the worker that builds a copy of the read models. */
const roots = '^src/(main|product|container)\\.ts$'
const worker = '^src/projections/build-worker\\.ts$'

/** Where the operator's program opens a log by its address. */
const logs = '^src/admin/log-at\\.ts$'

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'The domain imports nothing from outside its folder: no package, no module of Node.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    only('stores', ['domain/decision\\.ts$']),
    only('services', ['domain/', 'stores/', 'settings\\.ts$', 'commands/context\\.ts$']),
    only('projections', ['domain/', 'stores/']),
    only('commands', ['domain/', 'stores/', 'projections/', 'services/']),
    only('reactions', ['domain/', 'stores/', 'projections/', 'services/', 'commands/']),
    only('api', ['domain/', 'stores/', 'projections/', 'services/', 'commands/', 'settings\\.ts$']),
    only('admin', [
      'domain/',
      'stores/',
      'projections/',
      'services/',
      'commands/',
      'reactions/',
      'api/',
      'settings\\.ts$',
    ]),
    {
      name: 'ports-know-no-adapter',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/stores/[^/]+/', roots, worker, logs] },
      to: { path: '^src/stores/[^/]+/' },
    },
    {
      name: 'adapters-know-no-other-adapter',
      severity: 'error',
      from: { path: '^src/stores/([^/]+)/' },
      to: { path: '^src/stores/[^/]+/', pathNot: '^src/stores/$1/' },
    },
    {
      name: 'nobody-knows-the-whole',
      severity: 'error',
      from: { path: '^src/', pathNot: roots },
      to: { path: roots },
    },
    {
      name: 'only-the-container-imports-inversify',
      severity: 'error',
      from: { pathNot: '^src/container\\.ts$' },
      to: { path: 'node_modules/inversify/' },
    },
    {
      name: 'settings-know-nobody',
      severity: 'error',
      from: { path: '^src/settings\\.ts$' },
      to: { path: '^src/' },
    },
    {
      name: 'no-cycle',
      comment: 'A cycle is one only if it still is without the imports of types.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/api/docs/page/' },
      to: {},
    },
    {
      name: 'no-test-tool-in-the-product',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench)/|node_modules/(vitest|fast-check)/' },
    },
    {
      name: 'the-client-knows-the-descriptions-alone',
      comment: 'test/client is written from what a server serves under /docs; its test may start a server.',
      severity: 'error',
      from: { path: '^test/client/' },
      to: { path: '^(src|bench)/' },
    },
    {
      name: 'the-client-knows-no-test-support',
      severity: 'error',
      from: { path: '^test/client/', pathNot: '\\.test\\.ts$' },
      to: { path: '^test/', pathNot: '^test/client/' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'unknown'] },
    },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
