import { readFileSync } from 'node:fs'
import type { Command } from '../frame/command.ts'

/** `airflow version`: the bare version, as in 2.x. */
export const command: Command = {
  async run() {
    console.log(readVersion())
    return 0
  },
}

/** The version in the package.json of the runtime. */
export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return manifest.version
}
