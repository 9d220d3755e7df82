import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that holds runtime/, dags/ and package-lock.json: a checkout, or the package as others installed it. */
export const CHECKOUT = above(import.meta.dirname)

function above(folder: string): string {
  if (existsSync(join(folder, 'runtime', 'cli', 'airflow.js'))) return folder
  if (folder === dirname(folder)) throw new Error(`No runtime/ in any folder above ${import.meta.dirname}`)
  return above(dirname(folder))
}
