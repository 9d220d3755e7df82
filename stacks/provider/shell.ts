/** A command as data: the words of a simple one, or several that a shell joins. */
export type Command = Words | Joined

export type Words = readonly string[]

export interface Joined {
  readonly operator: '&&' | '|'
  readonly commands: readonly Command[]
}

/** Each one if the ones before succeeded. */
export const all = (...commands: readonly Command[]): Joined => ({ operator: '&&', commands })

/** The output of each one is the input of the next. The status is the last one's. */
export const pipe = (...commands: readonly Command[]): Joined => ({ operator: '|', commands })

/** A POSIX shell script. It never holds a value: its arguments come as $1, $2 and so on. */
export const script = (text: string, ...args: readonly string[]): Words => ['sh', '-c', text.trim(), 'sh', ...args]

export const withEnvironment = (environment: Readonly<Record<string, string>>, command: Command): Words => [
  'env',
  ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
  ...asWords(command),
]

/** Ended by the host itself when the time is over, whatever became of the connection. */
export const withTimeLimit = (seconds: number, command: Command): Words => [
  'timeout',
  '-k',
  '5',
  `${seconds}`,
  ...asWords(command),
]

/** A simple command that does the same. */
export const asWords = (command: Command): Words => (isWords(command) ? command : ['sh', '-c', shellText(command)])

/** What a shell is given. This is the only place that quotes, and it quotes every word that needs it. */
export function shellText(command: Command): string {
  if (isWords(command)) return command.map(quote).join(' ')
  return command.commands.map(part => textWithin(part, command)).join(` ${command.operator} `)
}

/** For a command that takes the place of the shell that is given it: signals reach it, and the end of input as well. */
export const replacingShell = (words: Words, { hasInput }: { readonly hasInput: boolean }): string =>
  `exec ${shellText(words)}${hasInput ? '' : ' </dev/null'}`

function textWithin(part: Command, { operator }: Joined): string {
  const needsGroup = !isWords(part) && part.operator !== operator
  return needsGroup ? `{ ${shellText(part)}; }` : shellText(part)
}

function quote(word: string): string {
  return /^[A-Za-z0-9_./:,@%+=-]+$/.test(word) && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`
}

const isWords = (command: Command): command is Words => Array.isArray(command)
