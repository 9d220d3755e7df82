/**
 * Arguments for a Node process that runs one of our modules, as this process was started, without the warnings about
 * features that Node calls experimental: a child's stderr is a user's task log.
 */
export const nodeArguments = (entry: string, ...args: readonly string[]): string[] => [
  ...process.execArgv.filter(argument => argument !== QUIET),
  QUIET,
  entry,
  ...args,
]

const QUIET = '--disable-warning=ExperimentalWarning'
