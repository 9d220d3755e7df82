import { COMMANDS, GROUPS } from '../command-table.ts'

/** Help of a group, or of everything where that is ''; made from the table. */
export function groupHelp(group: string): string {
  const paths = Object.keys(COMMANDS)
  if (group === '') return overview(paths.filter(path => !path.includes(' ')))
  const commands = paths
    .filter(path => path.startsWith(`${group} `))
    .map((path): Line => [path.slice(group.length + 1), summaryOf(path)])
  return text(`usage: airflow ${group} [-h] COMMAND ...`, GROUPS[group] as string, [['commands:', commands]])
}

type Line = readonly [name: string, summary: string]

function overview(commands: readonly string[]): string {
  return text(
    'usage: airflow [-h] GROUP_OR_COMMAND ...',
    'Names of Airflow 1.10 (list_dags, trigger_dag, …) work too.',
    [
      ['groups:', Object.entries(GROUPS)],
      ['commands:', commands.map((path): Line => [path, summaryOf(path)])],
    ],
  )
}

const summaryOf = (path: string): string => COMMANDS[path]?.summary ?? ''

function text(usage: string, about: string, sections: readonly (readonly [string, readonly Line[]])[]): string {
  const width = Math.max(...sections.flatMap(([, lines]) => lines.map(([name]) => name.length)))
  const blocks = sections.map(([title, lines]) =>
    [title, ...lines.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`)].join('\n'),
  )
  return `${[usage, about, ...blocks].join('\n\n')}\n`
}
