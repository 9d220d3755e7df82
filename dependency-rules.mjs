// Which folder may import which: one table, from which the rules of dependency-cruiser (below) and the table
// printed in ARCHITECTURE.md (scripts/dependency-table.ts) are made.

/** @param {string} names */
const runtime = names => names.split(' ').map(name => `runtime/${name}`)

/**
 * A folder, and the folders and files it may import besides its own. The longest line that fits a file is its line.
 * @type {Record<string, readonly string[]>}
 */
export const dependencyTable = {
  'runtime/model': [],
  'runtime/service': runtime('model'),
  'runtime/config': runtime('model'),
  'runtime/db': runtime('model service config'),
  'runtime/queue': runtime('model service config'),
  'runtime/jinja': runtime('model'),
  'runtime/sdk': runtime('model'),
  'runtime/dag': runtime('model service config sdk db'),
  'runtime/cluster': runtime('model service config db dag'),
  'runtime/task-log': runtime('model service config jinja'),
  'runtime/task': runtime('model service config sdk db jinja task-log'),
  'runtime/worker': runtime('model service config sdk db queue task task-log'),
  'runtime/executor': runtime('model service config db queue worker'),
  'runtime/scheduler': runtime('model service config db executor dag task-log'),
  'runtime/api': runtime('model service config db queue cluster task-log'),
  'runtime/flower': runtime('model service config db queue api'),
  'runtime/testing': runtime(
    'model service config db queue jinja sdk dag task-log task worker executor scheduler api flower',
  ),
  'runtime/cli': ['runtime'],
  'stacks/provider': ['stacks/checkout', 'stacks/config'],
  'stacks/release': ['stacks/checkout'],
  'stacks/components': ['stacks/checkout', 'stacks/provider', 'stacks/config', 'stacks/render', 'stacks/release'],
  stacks: [],
  web: ['runtime/api/ui/contract'],
  'web/build': [],
  dags: ['runtime/sdk'],
  'scripts/gallery/dags': ['runtime/sdk'],
  'scripts/gallery': ['scripts/servers', 'web/build'],
  'scripts/servers': [],
  'scripts/package': ['stacks/checkout', 'stacks/release'],
  scripts: [
    ...runtime('cli service config queue task-log'),
    'stacks/provider',
    'stacks/config',
    'stacks/render',
    'web/build',
  ],
  bench: [...runtime('model service config sdk db queue api/ui/contract'), 'scripts/house', 'scripts/servers'],
}

/**
 * An outside package or Node.js module, and the only folders or files that may import it.
 * @type {Record<string, readonly string[]>}
 */
export const owners = {
  mysql2: ['runtime/db', 'stacks/provider', 'bench/servers'],
  kysely: ['runtime/db'],
  'node:sqlite': ['runtime/db'],
  amqplib: ['runtime/queue'],
  fastify: ['runtime/api', 'runtime/flower'],
  '@fastify': ['runtime/api', 'runtime/flower'],
  jose: ['runtime/api/auth'],
  'openid-client': ['runtime/api/auth/oidc'],
  commander: ['runtime/cli'],
  ssh2: ['stacks/provider'],
  handlebars: ['stacks/render'],
  '@pulumi': ['stacks'],
  '@grpc': ['stacks/provider'],
  rolldown: ['stacks/release'],
  diff: ['stacks/provider'],
  vite: ['web/build'],
  react: ['web/src'],
  'react-dom': ['web/src'],
}

/** What the model may use beyond its own files: it decides, and never acts. */
export const modelMayUse = ['node:crypto', 'temporal-polyfill']

const ours = '^(runtime|stacks|scripts|bench|dags|web|test)/'

/** @param {readonly string[]} places */
const within = places => places.map(place => `^${place}(/|\\.[a-z]+$)`)

/** @param {string} name */
const outside = name => (name.startsWith('node:') ? `^(node:)?${name.slice('node:'.length)}$` : `node_modules/${name}/`)

/** @param {string} folder */
const linesBelow = folder => Object.keys(dependencyTable).filter(other => other.startsWith(`${folder}/`))

/** @param {[folder: string, allowed: readonly string[]]} line */
const ruleOfLine = ([folder, allowed]) => ({
  name: `table: ${folder}`,
  comment: `${folder} may import ${allowed.join(', ') || 'nothing but itself'} (dependency-rules.mjs)`,
  from: { path: within([folder]), pathNot: within(linesBelow(folder)) },
  to: { path: ours, pathNot: within([folder, ...allowed]) },
})

/** @param {[name: string, places: readonly string[]]} owner */
const ruleOfOwner = ([name, places]) => ({
  name: `owner: ${name}`,
  comment: `Only ${places.join(' and ')} may import ${name}`,
  from: { pathNot: [...within(places), '^test/'] },
  to: { path: outside(name) },
})

const everyFolderHasALine = {
  name: 'table: unknown folder',
  comment: 'Give the folder its line in the table of dependency-rules.mjs',
  from: { path: ours, pathNot: [...within(Object.keys(dependencyTable)), '^test/'] },
  to: {},
}

const nothingImportsTests = {
  name: 'tests stay apart',
  from: { pathNot: ['^test/', '^vitest\\.config\\.ts$'] },
  to: { path: '^test/' },
}

const noCycles = { name: 'no cycles', from: {}, to: { circular: true } }

const modelIsPure = {
  name: 'model is pure',
  comment: `runtime/model may use ${modelMayUse.join(' and ')} and nothing else from outside`,
  from: { path: '^runtime/model/' },
  to: { pathNot: ['^runtime/', ...modelMayUse.map(outside)] },
}

/** @type {import('dependency-cruiser').IForbiddenRuleType} */
const declared = {
  name: 'declared',
  comment: 'Every package stands in the nearest package.json',
  from: { pathNot: '^test/' },
  to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
}

const resolvable = { name: 'resolvable', from: {}, to: { couldNotResolve: true } }

/**
 * @param {readonly import('dependency-cruiser').IForbiddenRuleType[]} rules
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
const forbid = rules => rules.map(rule => ({ ...rule, severity: 'error' }))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: forbid([
    ...Object.entries(dependencyTable).map(ruleOfLine),
    ...Object.entries(owners).map(ruleOfOwner),
    everyFolderHasALine,
    nothingImportsTests,
    noCycles,
    modelIsPure,
    declared,
    resolvable,
  ]),
  options: {
    doNotFollow: { path: 'node_modules' },
    // An example stands for another project, with packages of its own.
    exclude: { path: '^(test/fixtures|examples|web/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs'],
    },
  },
}
