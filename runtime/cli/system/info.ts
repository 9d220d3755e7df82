import { arch, release, type, userInfo } from 'node:os'
import type { Config } from '../../config/config.ts'
import { maskedUrl } from '../../config/database-url.ts'
import { hostName } from '../../service/host-name.ts'
import type { Command } from '../frame/command.ts'
import { openConfig } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printRows } from '../output/print-rows.ts'
import { simpleTable } from '../output/tables.ts'
import { readVersion } from './version.ts'

/** `airflow info`: what one tells others when asking for help. */
export const command: Command<OutputOptions> = {
  options: [outputOption()],
  async run(call) {
    const sections = sectionsOf(openConfig(call))
    const { output } = call.options
    if (output === 'table') for (const [title, facts] of Object.entries(sections)) printSection(title, facts)
    else printRows([sections], output)
    return 0
  },
}

type Facts = Readonly<Record<string, string>>

function sectionsOf(config: Config): Readonly<Record<string, Facts>> {
  return {
    'Apache Airflow': {
      version: readVersion(),
      executor: config.string('core', 'executor'),
      sql_alchemy_conn: maskedUrl(config.string('database', 'sql_alchemy_conn')),
      dags_folder: config.string('core', 'dags_folder'),
      base_log_folder: config.string('logging', 'base_log_folder'),
      load_examples: config.boolean('core', 'load_examples') ? 'True' : 'False',
    },
    'System info': {
      OS: type(),
      architecture: arch(),
      uname: `${type()} ${release()}`,
      hostname: hostName(),
      user: userInfo().username,
      locale: Intl.DateTimeFormat().resolvedOptions().locale,
      node_version: process.version,
      node_location: process.execPath,
    },
    'Paths info': { airflow_home: config.home, airflow_config: config.file, system_path: process.env['PATH'] ?? '' },
  }
}

function printSection(title: string, facts: Facts): void {
  const [, ...lines] = simpleTable(Object.entries(facts).map(([name, value]) => ({ name, value }))).split('\n')
  console.log([title, '', ...lines.slice(1)].join('\n'))
}
