import type { Command } from '../../../stacks/provider/shell.ts'
import { withEnvironment } from '../../../stacks/provider/shell.ts'
import type { Fix } from '../finding.ts'
import type { Os } from '../os.ts'

export const isDebianLike = ({ id }: Os): boolean => id === 'debian' || id === 'ubuntu'

/** Debian and Ubuntu name these packages alike. A fresh host has no list of packages yet. */
export const installCommands = (...names: readonly string[]): readonly Command[] => [
  ['apt-get', 'update', '-q'],
  withEnvironment({ DEBIAN_FRONTEND: 'noninteractive' }, [
    'apt-get',
    'install',
    '-y',
    '--no-install-recommends',
    ...names,
  ]),
]

export function installFix(os: Os, ...names: readonly string[]): Fix {
  if (isDebianLike(os)) return { commands: installCommands(...names), isSafe: true, timeoutSeconds: 600 }
  return {
    advice: `install what Debian calls ${names.join(' and ')} with the package manager of ${os.id} ${os.version}`,
  }
}
