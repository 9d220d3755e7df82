import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dependencyTable } from '../dependency-rules.mjs'

const tree = {
  'package.json': '{ "name": "tree", "type": "module", "devDependencies": { "execa": "1.0.0" } }',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
  'runtime/package.json':
    '{ "name": "runtime", "type": "module", "dependencies": { "mysql2": "1.0.0", "kysely": "1.0.0" } }',
  ...fakePackage('mysql2'),
  ...fakePackage('kysely'),
  ...fakePackage('execa'),
  'runtime/model/states.ts': 'export type State = "queued"',
  'runtime/model/impure.ts': 'import { readFileSync } from "node:fs"\nexport const read = readFileSync',
  'runtime/model/hash.ts': 'import { createHash } from "node:crypto"\nexport const hash = createHash',
  'runtime/db/rows.ts': 'import type { State } from "../model/states.ts"\nimport "mysql2"\nexport type Row = State',
  'runtime/api/pages.ts': 'import { row } from "../db/row.ts"\nexport const page = row',
  'runtime/db/row.ts': 'import { page } from "../api/pages.ts"\nexport const row = () => page',
  'runtime/db/types.ts': 'import type { start } from "../scheduler/start.ts"\nexport type Start = typeof start',
  'runtime/scheduler/start.ts': 'import "kysely"\nexport const start = 1',
  'runtime/worker/undeclared.ts': 'import "execa"\nexport const slots = 1',
  'runtime/worker/cli.ts': 'import { main } from "../cli/main.ts"\nexport const again = main',
  'runtime/cli/main.ts': 'import { slots } from "../worker/undeclared.ts"\nexport const main = slots',
  'runtime/novelty/idea.ts': 'import { readFileSync } from "node:fs"\nexport const idea = readFileSync',
  'runtime/sdk/lost.ts': 'import { gone } from "./gone.ts"\nexport const lost = gone',
  'scripts/tool.ts': 'import "execa"\nimport { probe } from "../test/probe.ts"\nexport const tool = probe',
  'test/probe.ts': 'import { main } from "../runtime/cli/main.ts"\nimport "mysql2"\nexport const probe = main',
}

let folder = ''
let violations: readonly string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dependency-rules-'))
  for (const [path, text] of Object.entries(tree)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  violations = await cruise(folder)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the dependency rules', () => {
  test('refuse an import that the line of its folder does not name', () => {
    expect(violations).toContain('table: runtime/db: runtime/db/row.ts -> runtime/api/pages.ts')
  })

  test('count an import of types alike', () => {
    expect(violations).toContain('table: runtime/db: runtime/db/types.ts -> runtime/scheduler/start.ts')
  })

  test('refuse an import of cli, except by tests', () => {
    expect(violations).toContain('table: runtime/worker: runtime/worker/cli.ts -> runtime/cli/main.ts')
    expect(violations.filter(violation => violation.includes('test/probe.ts ->'))).toEqual([])
  })

  test('refuse a folder without a line in the table', () => {
    expect(violations).toContain('table: unknown folder: runtime/novelty/idea.ts -> fs')
  })

  test('refuse a cycle', () => {
    expect(violations).toContain('no cycles: runtime/api/pages.ts -> runtime/db/row.ts')
  })

  test('keep the model from everything that acts, and leave it its hashes', () => {
    expect(violations).toContain('model is pure: runtime/model/impure.ts -> fs')
    expect(violations.filter(violation => violation.includes('runtime/model/hash.ts'))).toEqual([])
  })

  test('leave an outside package to its owner', () => {
    expect(violations).toContain('owner: kysely: runtime/scheduler/start.ts -> node_modules/kysely/index.js')
    expect(violations.filter(violation => violation.includes('runtime/db/rows.ts'))).toEqual([])
  })

  test('refuse a package that the nearest package.json does not name', () => {
    expect(violations).toContain('declared: runtime/worker/undeclared.ts -> node_modules/execa/index.js')
    expect(violations.filter(violation => violation.startsWith('declared: scripts/tool.ts'))).toEqual([])
  })

  test('refuse a file that is not there', () => {
    expect(violations).toContain('resolvable: runtime/sdk/lost.ts -> ./gone.ts')
  })

  test('keep the sources from importing tests', () => {
    expect(violations).toContain('tests stay apart: scripts/tool.ts -> test/probe.ts')
  })
})

test('every name on the right of the table is a folder of the table, or a file', () => {
  const known = new Set([
    ...Object.keys(dependencyTable),
    'runtime',
    'runtime/api/ui/contract',
    'scripts/house',
    'stacks/checkout',
    'stacks/config',
    'stacks/render',
  ])
  const named = Object.values(dependencyTable).flat()
  expect(named.filter(name => !known.has(name))).toEqual([])
})

function fakePackage(name: string): Record<string, string> {
  return {
    [`node_modules/${name}/package.json`]: `{ "name": "${name}", "version": "1.0.0", "main": "index.js" }`,
    [`node_modules/${name}/index.js`]: 'module.exports = {}',
  }
}

async function cruise(cwd: string): Promise<string[]> {
  const rules = resolve('dependency-rules.mjs')
  const { stdout } = await execa('depcruise', ['--config', rules, '--output-type', 'json', '.'], {
    cwd,
    preferLocal: true,
    localDir: resolve('.'),
    reject: false,
  })
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] }
  }
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)
}
