import type { Config } from '../../config/config.ts'
import { nearest } from '../../config/resolve/edit-distance.ts'
import type { Command } from '../frame/command.ts'
import { openConfig } from '../frame/open.ts'

/** `airflow config get-value SECTION OPTION`; an unknown one prints nothing on stdout and is no failure, as in Airflow. */
export const command: Command = {
  positionals: ['<section>', '<option>'],
  async run(call) {
    const [section = '', option = ''] = call.args
    const config = openConfig(call)
    const entry = config.entry(section, option)
    if (entry === null) console.error(adviceFor(config, section, option))
    else console.log(entry.value)
    return 0
  },
}

function adviceFor(config: Config, section: string, option: string): string {
  const inSection = config.entries().filter(entry => entry.section === section)
  const close = nearest(
    inSection.length === 0 ? section : option,
    inSection.length === 0 ? config.sections() : inSection.map(entry => entry.key),
  )
  const problem = `The option [${section}/${option}] is not found in config.`
  return close === null ? problem : `${problem} Did you mean ${close}?`
}
