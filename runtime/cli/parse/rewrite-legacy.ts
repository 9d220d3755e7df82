/** How a command of 1.10 is said in 2.x. */
export interface LegacyCommand {
  /** The 2.x command, unless a verb says another one. */
  readonly path: string
  /** Flags that choose the command, e.g. `-s` of `variables`. */
  readonly verbs?: Readonly<Record<string, string>>
  /** Options that are spelt otherwise; long ones lose their underscores by themselves. */
  readonly renames?: Readonly<Record<string, string>>
  /** An option whose value is an argument in 2.x. */
  readonly argument?: string
}

export function rewriteLegacy(legacy: LegacyCommand, args: readonly string[]): { path: string; args: string[] } {
  const verb = args.find(arg => legacy.verbs?.[arg] !== undefined)
  const rest = args.filter((_, index) => index !== args.indexOf(verb ?? '')).map(arg => renamed(arg, legacy))
  return { path: verb === undefined ? legacy.path : (legacy.verbs?.[verb] as string), args: withArgument(rest, legacy) }
}

/** The argument as 2.x spells it. */
export function renamed(arg: string, { renames }: Pick<LegacyCommand, 'renames'>): string {
  const exact = renames?.[arg]
  if (exact !== undefined) return exact
  if (!arg.startsWith('--')) return arg
  const [name = '', ...value] = arg.split('=')
  return [name.replaceAll('_', '-'), ...value].join('=')
}

function withArgument(args: readonly string[], { argument }: LegacyCommand): string[] {
  const at = argument === undefined ? -1 : args.indexOf(argument)
  const value = args[at + 1]
  if (at === -1 || value === undefined) return [...args]
  return [value, ...args.slice(0, at), ...args.slice(at + 2)]
}
