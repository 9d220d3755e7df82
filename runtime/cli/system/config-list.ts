import { Option } from 'commander'
import type { ConfigEntry } from '../../config/config.ts'
import { nearest } from '../../config/resolve/edit-distance.ts'
import type { Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { openConfig } from '../frame/open.ts'

interface Options {
  readonly section?: string
  readonly includeSources?: boolean
}

/** `airflow config list`, in the form of airflow.cfg; sensitive values are not shown. */
export const command: Command<Options> = {
  options: [
    new Option('--section <section>', 'The section name'),
    new Option('-s, --include-sources', 'Show where each value comes from'),
  ],
  async run(call) {
    const config = openConfig(call)
    const { section } = call.options
    const known = config.sections()
    if (section !== undefined && !known.includes(section)) throw unknownSection(section, known)
    const shown = section === undefined ? known : [section]
    const entries = Map.groupBy(config.entries(), entry => entry.section)
    for (const name of shown) print(name, entries.get(name) ?? [], call.options)
    return 0
  },
}

function print(section: string, entries: readonly ConfigEntry[], { includeSources }: Options): void {
  const lines = entries.flatMap(entry => [
    ...(includeSources === true ? [`# Source: ${entry.source}`] : []),
    `${entry.key} = ${entry.isSensitive ? '< hidden >' : entry.value}`,
  ])
  console.log([`[${section}]`, ...lines, ''].join('\n'))
}

function unknownSection(section: string, known: readonly string[]): Error {
  const close = nearest(section, known)
  const advice = close === null ? `There are: ${known.join(', ')}` : `Did you mean ${close}?`
  return new CommandFailed(`There is no section [${section}] in the configuration. ${advice}`)
}
