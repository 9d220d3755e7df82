import type { Option, Options } from './options/option.ts'
import { optionTable, variableName } from './options/table.ts'
import { unsupported, withoutEffect } from './options/without-effect.ts'

/**
 * The text of a new airflow.cfg: every option with its meaning and its variable. Those in `values` (by `section.key`)
 * are set, all others stand commented out with their default.
 */
export function renderConfigFile(home: string, values: ReadonlyMap<string, string>): string {
  const sections = Object.entries(optionTable).map(([section, options]) => {
    const blocks = Object.entries(options as Options).map(([key, option]) => {
      const value = values.get(`${section}.${key}`)
      return [
        ...commented(section, key, option),
        assignment(key, option.default.replaceAll('{AIRFLOW_HOME}', home), value),
      ]
    })
    return [`[${section}]`, ...blocks.map(lines => lines.join('\n'))].join('\n\n')
  })
  return `${[heading, ...sections].join('\n\n')}\n`
}

/** The reference of all options as Markdown. */
export function renderConfigReference(): string {
  const sections = Object.entries(optionTable).map(([section, options]) => {
    const blocks = Object.entries(options as Options).map(([key, option]) => referenceOf(section, key, option))
    return [`## [${section}]`, ...blocks].join('\n\n')
  })
  return `${['# Configuration', introduction, ...sections, ...referenceOfOthers()].join('\n\n')}\n`
}

const heading = [
  '# Configuration of this cluster, in the format of airflow.cfg.',
  '#',
  '# Lines that begin with # show defaults: remove the # to change one. An environment variable goes before this',
  '# file. A literal % has to be doubled (%%). $VAR and a leading ~ are replaced, except in templates. Options marked',
  '# as sensitive may also be written as KEY_cmd = COMMAND, which takes what the command prints.',
].join('\n')

const introduction = [
  'Each option is looked up in this order: its environment variable, the variable with `_CMD` or `_SECRET` appended',
  '(sensitive options only), the same under older names, `airflow.cfg`, its `key_cmd` or `key_secret` (sensitive options',
  'only), and the default. In `airflow.cfg` a literal `%` is written as `%%`.',
].join('\n')

function commented(section: string, key: string, option: Option): string[] {
  const notes = [...wrapped(option.description), ...facts(option), `Variable: ${variableName(section, key)}`]
  return notes.map(line => `# ${line}`)
}

function assignment(key: string, initial: string, value: string | undefined): string {
  if (value !== undefined) return `${key} = ${escaped(value).replaceAll('\n', '\n    ')}`
  return `# ${key} = ${escaped(initial)}`.trimEnd()
}

const escaped = (text: string): string => text.replaceAll('%', '%%')

function facts(option: Option): string[] {
  return [
    option.values ? [`One of: ${option.values.filter(Boolean).join(', ')}`] : [],
    option.isSensitive ? ['Sensitive.'] : [],
  ].flat()
}

function wrapped(text: string, width = 100): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) as string
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}

function referenceOf(section: string, key: string, option: Option): string {
  const { type, values, min, formerly } = option
  const rows = [
    `- type: ${values ? `one of ${values.filter(Boolean).map(code).join(', ')}` : type}`,
    ...(min === undefined ? [] : [`- at least: ${min}`]),
    `- default: ${defaultShown(option)}`,
    `- variable: ${code(variableName(section, key))}`,
    ...(option.isSensitive ? ['- sensitive: may come from a command or a secrets backend'] : []),
    ...(formerly ? [`- formerly: ${formerly.map(formerPlace).join(', ')}`] : []),
  ]
  return [`### ${key}`, option.description, rows.join('\n')].join('\n\n')
}

function defaultShown(option: Option): string {
  if (option.isGenerated) return 'made when airflow.cfg is first written'
  return option.default === '' ? 'not set' : code(option.default)
}

function formerPlace(place: string): string {
  const [section, key] = place.split('.')
  return code(`[${section}] ${key}`)
}

function referenceOfOthers(): string[] {
  const quiet = withoutEffect.map(({ section, keys, reason }) => {
    const names = keys === '*' ? 'all options' : [...keys].sort().map(code).join(', ')
    return `- \`[${section}]\` ${names}: ${reason}`
  })
  const refused = unsupported.map(({ section, key, reason }) => `- ${code(`[${section}] ${key}`)}: ${reason}`)
  return [
    '## Options of Airflow that are not supported',
    'Setting one of these to more than its default gives a warning.',
    refused.join('\n'),
    '## Options of Airflow without effect',
    'An `airflow.cfg` that holds these is accepted as it is.',
    quiet.join('\n'),
  ]
}

const code = (text: string): string => `\`${text}\``
