import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Config } from '../../runtime/config/config.ts'
import { loadConfig } from '../../runtime/config/load-config.ts'

/** A new folder that goes away with the test. */
export function scratchHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'slipstream-config-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}

/** Loads an airflow.cfg of that text, in a fresh AIRFLOW_HOME, with those variables. */
export function loadText(text: string, env: NodeJS.ProcessEnv = {}): Config {
  const home = scratchHome()
  writeFileSync(join(home, 'airflow.cfg'), text)
  return loadConfig({ env: { AIRFLOW_HOME: home, PATH: process.env['PATH'], ...env } })
}

/** The message of the error that is thrown. */
export function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('expected an error')
}
