/** A command as data: its words. */
export type Command = readonly string[]

/** A POSIX shell script. It never holds a value: its arguments come as $1, $2 and so on. */
export const script = (text: string, ...args: readonly string[]): Command => ['sh', '-c', text.trim(), 'sh', ...args]

export const withEnvironment = (environment: Readonly<Record<string, string>>, command: Command): Command => [
  'env',
  ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
  ...command,
]

/** Ended by the host itself when the time is over, whatever became of the connection. */
export const withTimeLimit = (seconds: number, command: Command): Command => [
  'timeout',
  '-k',
  '5',
  `${seconds}`,
  ...command,
]

/** What a shell is given. This is the only place that quotes, and it quotes every word that needs it. */
export const shellText = (command: Command): string => command.map(quote).join(' ')

/** For a command that takes the place of the shell that is given it: signals reach it, and the end of input as well. */
export const replacingShell = (command: Command, { hasInput }: { readonly hasInput: boolean }): string =>
  `exec ${shellText(command)}${hasInput ? '' : ' </dev/null'}`

function quote(word: string): string {
  return /^[A-Za-z0-9_./:,@%+=-]+$/.test(word) && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)
    ? word
    : `'${word.replaceAll("'", "'\\''")}'`
}
