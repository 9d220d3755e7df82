import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config/config.ts'

/** The example DAGs of a checkout; a release has none. */
const EXAMPLES = fileURLToPath(new URL('../../../dags', import.meta.url))

/**
 * Copies the examples into a dags folder that is empty, so that they can be changed like one's own files. Not where
 * the configuration says `load_examples = False` itself. @returns how many files were copied
 */
export function copyExamples(config: Config, dagsFolder: string): number {
  mkdirSync(dagsFolder, { recursive: true })
  const isRefused = config.source('core', 'load_examples') !== 'default' && !config.boolean('core', 'load_examples')
  if (isRefused || !existsSync(EXAMPLES) || resolve(dagsFolder) === EXAMPLES || readdirSync(dagsFolder).length > 0)
    return 0
  cpSync(EXAMPLES, dagsFolder, { recursive: true, filter: source => !LEFT_OUT.has(basename(source)) })
  return readdirSync(dagsFolder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length
}

const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', 'tsconfig.json'])
