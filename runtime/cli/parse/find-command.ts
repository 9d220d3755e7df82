import { nearest } from '../../config/resolve/edit-distance.ts'
import { COMMANDS, type CommandEntry, GROUPS } from '../command-table.ts'
import type { Generation } from '../frame/command.ts'
import { LEGACY_COMMANDS } from '../legacy-table.ts'
import { renamed, rewriteLegacy } from './rewrite-legacy.ts'

export type Found =
  | {
      readonly kind: 'command'
      readonly path: string
      readonly entry: CommandEntry
      readonly args: readonly string[]
      readonly generation: Generation
    }
  /** Help was asked for: of a group, or of everything where that is ''. */
  | { readonly kind: 'help'; readonly group: string }
  | { readonly kind: 'wrong'; readonly group: string; readonly problem: string }

/** Which command was typed, in either form. */
export function findCommand(argv: readonly string[]): Found {
  const [first, ...rest] = argv
  if (first === undefined) return missing('', 'GROUP_OR_COMMAND')
  if (isHelp(first)) return { kind: 'help', group: '' }
  if (first === '--version') return commandAt('version', rest, 2) as Found
  return commandAt(first, rest, 2) ?? inLegacy(first, rest) ?? inGroup(first, rest) ?? unknown('', first)
}

const isHelp = (word: string): boolean => word === '-h' || word === '--help' || word === 'help'

function commandAt(path: string, args: readonly string[], generation: Generation): Found | null {
  const entry = COMMANDS[path]
  if (entry === undefined) return null
  const spelt = entry.renames === undefined ? args : args.map(arg => renamed(arg, entry))
  return { kind: 'command', path, entry, args: spelt, generation }
}

/** 1.10 has commands whose names are groups of 2.x; there a flag as the first word means the older form. */
function inLegacy(name: string, args: readonly string[]): Found | null {
  const legacy = LEGACY_COMMANDS[name]
  if (legacy === undefined) return null
  const isGroup = GROUPS[name] !== undefined
  if (isGroup && !args.some(arg => legacy.verbs?.[arg] !== undefined)) return null
  if (isGroup && !(args[0] ?? '').startsWith('-')) return null
  const { path, args: newArgs } = rewriteLegacy(legacy, args)
  return commandAt(path, newArgs, 1)
}

function inGroup(group: string, [word, ...rest]: readonly string[]): Found | null {
  if (GROUPS[group] === undefined) return null
  if (word === undefined) return missing(group, 'COMMAND')
  if (isHelp(word)) return { kind: 'help', group }
  return commandAt(`${group} ${word}`, rest, 2) ?? unknown(group, word)
}

const missing = (group: string, what: string): Found => ({
  kind: 'wrong',
  group,
  problem: `the following arguments are required: ${what}`,
})

function unknown(group: string, word: string): Found {
  const close = nearest(word, namesIn(group))
  const advice = close === null ? '' : ` (did you mean '${close}'?)`
  const what = group === '' ? 'GROUP_OR_COMMAND' : 'COMMAND'
  return { kind: 'wrong', group, problem: `argument ${what}: invalid choice: '${word}'${advice}` }
}

function namesIn(group: string): string[] {
  const paths = Object.keys(COMMANDS)
  if (group !== '') return paths.filter(path => path.startsWith(`${group} `)).map(path => path.slice(group.length + 1))
  return [...Object.keys(GROUPS), ...paths.filter(path => !path.includes(' ')), ...Object.keys(LEGACY_COMMANDS)]
}
