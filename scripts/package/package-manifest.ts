import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Versions = Readonly<Record<string, string>>

interface Manifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly dependencies: Versions
  readonly optionalDependencies: Versions
}

/** The package.json of the package that a checkout becomes. */
export function packageManifest(checkout: string): Readonly<Record<string, unknown>> {
  const { name, version, description, license, dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(checkout, 'package.json'), 'utf8'),
  ) as Manifest
  return {
    name,
    version,
    description,
    license,
    type: 'module',
    engines: { node: '>=24' },
    exports: {
      '.': { types: './runtime/sdk/index.d.ts', default: './runtime/sdk/index.js' },
      './stacks': { types: './stacks/library.d.ts', default: './stacks/library.js' },
      './package.json': './package.json',
    },
    dependencies: only(dependencies, dependency => !PROGRAMS_OWN.has(dependency) && dependency !== CLI),
    // A program and its components register their resources in one and the same copy.
    peerDependencies: Object.fromEntries(
      Object.entries(only(dependencies, dependency => PROGRAMS_OWN.has(dependency))).map(newerToo),
    ),
    optionalDependencies,
  }
}

const PROGRAMS_OWN: ReadonlySet<string> = new Set(['@pulumi/pulumi', '@pulumi/docker'])

/** Programs bring the command line themselves. */
const CLI = 'pulumi'

const only = (versions: Versions, isWanted: (name: string) => boolean): Versions =>
  Object.fromEntries(Object.entries(versions).filter(([name]) => isWanted(name)))

const newerToo = ([name, version]: [string, string]): [string, string] => [name, `^${version}`]
