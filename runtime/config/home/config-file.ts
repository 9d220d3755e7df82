import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigFileError } from '../errors.ts'
import type { AirflowHome } from './airflow-home.ts'

/** The text of airflow.cfg, which is written first when there is none. Throws ConfigFileError. */
export function readOrCreate(place: AirflowHome, firstText: () => string): string {
  try {
    mkdirSync(place.home, { recursive: true })
    return readIfThere(place.file) ?? create(place, firstText())
  } catch (cause) {
    throw new ConfigFileError(explanation(place, cause as NodeJS.ErrnoException), { cause })
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function create({ file, isFileInside }: AirflowHome, text: string): string {
  if (isFileInside) mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.${performance.now()}.new`
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
  try {
    // A link never replaces: of processes that start at the same time the first one's keys become everybody's.
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
  return readFileSync(file, 'utf8')
}

function explanation({ file, home }: AirflowHome, error: NodeJS.ErrnoException): string {
  if (error.code === 'EISDIR')
    return `${file} is a folder, but the configuration is a file: set AIRFLOW_CONFIG to a file`
  return `Cannot read or create ${file} with AIRFLOW_HOME=${home}: ${error.message}. Set AIRFLOW_HOME to a folder that this user may write to`
}
