/** One thing that is wrong with a stack's configuration. */
export interface Problem {
  /** As in `slipstream:hosts[1].address`. */
  readonly path: string
  /** What was expected, what is there, and an example. */
  readonly message: string
}

/** The configuration of a stack, or of a cluster in somebody's own program, cannot be used. The message lists all that is wrong with it. */
export class StackConfigInvalid extends Error {
  override readonly name = 'StackConfigInvalid'
  /** Private, so that whoever prints the error does not print them twice. */
  readonly #problems: readonly Problem[]

  /** @param whose as in `stack prod` */
  constructor(whose: string, problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`)
    super(`The configuration of ${whose} has ${count}:\n${lines.join('\n')}`)
    this.#problems = problems
  }

  get problems(): readonly Problem[] {
    return this.#problems
  }
}

/** A place in the configuration. */
export interface At {
  readonly path: string
  /** What stands before a value here: `key: `, or `- ` in a list. */
  readonly lead: string
  note(message: string): void
  /** A member of what stands here. */
  member(key: string): At
  item(index: number): At
}

/** A value of which parts may be missing, since they were wrong. */
export type Doubtful<T> = T extends readonly (infer Item)[]
  ? readonly (Doubtful<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Doubtful<T[Key]> | undefined }
    : T

/** The top of a configuration; problems are put into the list. Keys of a program's own arguments have no namespace. */
export function top(namespace: string, problems: Problem[]): At {
  return {
    path: namespace,
    lead: '',
    note: message => problems.push({ path: namespace, message }),
    member: key => place(namespace === '' ? key : `${namespace}:${key}`, `${key}: `, problems),
    item: index => place(`${namespace}[${index}]`, '- ', problems),
  }
}

const place = (path: string, lead: string, problems: Problem[]): At => ({
  path,
  lead,
  note: message => problems.push({ path, message }),
  member: name => place(/^[\w-]+$/.test(name) ? `${path}.${name}` : `${path}["${name}"]`, `${name}: `, problems),
  item: index => place(`${path}[${index}]`, '- ', problems),
})

const LONGEST_SHOWN = 60

export function shownValue(value: unknown, isSecret: boolean): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'an object'
  if (isSecret) return `a secret ${typeof value === 'string' ? 'text' : typeof value} (not shown)`
  const shown = typeof value === 'string' ? JSON.stringify(value) : `the ${typeof value} ${String(value)}`
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown
}
