import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a DAG file may call the SDK; each gets its types. */
const SPECIFIERS = ['slipstream', 'apache-airflow-ts-sdk', '@apache-airflow/ts-sdk']

const SDK_TYPES = fileURLToPath(new URL('../sdk/index.ts', import.meta.url))

/**
 * Makes an editor check DAG files: a tsconfig.json in the dags folder that knows the SDK's types. A tsconfig.json that
 * somebody else wrote is left alone, and so is a folder that may not be written. @returns whether the file was written
 */
export function writeEditorSupport(dagsFolder: string): boolean {
  try {
    return write(dagsFolder)
  } catch (error) {
    if (READ_ONLY.has((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

const READ_ONLY = new Set(['EACCES', 'EPERM', 'EROFS'])

function write(dagsFolder: string): boolean {
  mkdirSync(dagsFolder, { recursive: true })
  const path = join(dagsFolder, 'tsconfig.json')
  const text = `${JSON.stringify(tsconfig(), null, 2)}\n`
  if (existsSync(path)) {
    const present = readFileSync(path, 'utf8')
    if (!present.includes(MARK) || present === text) return false
  }
  writeFileSync(path, text)
  return true
}

const MARK = 'Written by airflow'

const tsconfig = () => ({
  '//': `${MARK} so that editors check DAG files; delete this line to keep your own changes.`,
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    moduleDetection: 'force',
    verbatimModuleSyntax: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [typeRoots()],
    paths: Object.fromEntries(SPECIFIERS.map(specifier => [specifier, [SDK_TYPES]])),
  },
  include: ['**/*.ts', '**/*.mts'],
})

/** The nearest node_modules/@types above the SDK: where Node's own types are. */
function typeRoots(): string {
  for (let folder = dirname(SDK_TYPES); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '@types')
    if (existsSync(candidate) || folder === dirname(folder)) return resolve(candidate)
  }
}
