import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { ReleaseError } from '../release-error.ts'
import type { PackageImport } from './imported-packages.ts'
import { packageName } from './package-manifests.ts'

/** A module that a specifier stands for. */
export interface ResolvedPackage extends PackageImport {
  readonly path: string
  /** What it exports. Of CommonJS, Node.js alone knows which names an import may use. */
  readonly names: readonly string[]
}

/**
 * Loads packages as Node.js does for those who import them.
 * @throws ReleaseError for what is not installed, or cannot be loaded
 */
export async function resolvePackages(folder: string, imports: readonly PackageImport[]): Promise<ResolvedPackage[]> {
  const questions = imports.map(({ specifier, importer }) => ({ specifier, importer: join(folder, importer) }))
  const answers = await askNode(questions)
  return questions.map((question, index) => {
    const answer = answers[index] as Answer
    if ('error' in answer) throw problemOf(question, answer)
    const names = answer.names.filter(name => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name))
    return { ...question, path: answer.path, names }
  })
}

type Answer =
  | { readonly path: string; readonly names: readonly string[] }
  | { readonly error: string; readonly isMissing: boolean }

const ASK = `
import { fileURLToPath, pathToFileURL } from 'node:url'
const answers = []
for (const { specifier, importer } of JSON.parse(process.argv[1])) {
  try {
    const url = import.meta.resolve(specifier, pathToFileURL(importer).href)
    answers.push({ path: fileURLToPath(url), names: Object.keys(await import(url)) })
  } catch (error) {
    answers.push({ error: String(error?.stack ?? error), isMissing: /^Cannot find package/.test(error?.message) })
  }
}
process.stdout.write('\\n' + JSON.stringify(answers), () => process.exit(0))
`

const LOAD_MS = 120_000

/** Packages may print while they are loaded: the answer is the last line. */
async function askNode(questions: readonly PackageImport[]): Promise<readonly Answer[]> {
  const args = ['--experimental-import-meta-resolve', '--input-type=module', '-e', ASK, JSON.stringify(questions)]
  const { stdout, stderr, shortMessage } = await execa(process.execPath, args, {
    timeout: LOAD_MS,
    reject: false,
    stdin: 'ignore',
  })
  const answer = stdout.split('\n').at(-1) ?? ''
  if (answer.startsWith('[')) return JSON.parse(answer) as Answer[]
  const names = questions.map(({ specifier }) => specifier).join(', ')
  throw new ReleaseError(
    `The packages that DAG files import (${names}) could not be loaded: ${shortMessage}\n${stderr}`,
  )
}

function problemOf({ specifier, importer }: PackageImport, { error, isMissing }: Extract<Answer, { error: string }>) {
  if (isMissing)
    return new ReleaseError(
      `${importer} imports ${specifier}, which is not installed. ` +
        `In ${dirname(importer)} or above run: npm install ${packageName(specifier)}`,
    )
  const lines = error.trim().split('\n').slice(0, MOST_LINES)
  return new ReleaseError(
    `${specifier}, which ${importer} imports, cannot be loaded by Node.js ${process.version}:\n${lines.join('\n')}`,
  )
}

const MOST_LINES = 8
