import { resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import type { SubdirOptions } from '../frame/options.ts'

/** Whether the file is what `--subdir` names or lies below it; `DAGS_FOLDER` stands for the configured folder. */
export function isBelow(fileloc: string, { subdir }: SubdirOptions, config: Config): boolean {
  if (subdir === undefined) return true
  const path = resolve(subdir.replace(/^DAGS_FOLDER/, config.string('core', 'dags_folder')))
  return fileloc === path || fileloc.startsWith(`${path}/`)
}
