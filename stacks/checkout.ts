import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that holds stacks/ and templates/: a checkout, or the package as others installed it. */
export const CHECKOUT = above(import.meta.dirname)

/** In the package as others installed it: what a release of the runtime has beside Node.js, built before. */
export const BUILT_RUNTIME = join(CHECKOUT, 'built-runtime')

function above(folder: string): string {
  if (existsSync(join(folder, 'templates', 'airflow-cfg'))) return folder
  if (folder === dirname(folder)) throw new Error(`No templates/ in any folder above ${import.meta.dirname}`)
  return above(dirname(folder))
}
