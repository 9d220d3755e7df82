import { type Command, script } from '../../../stacks/provider/shell.ts'
import type { Fix } from '../finding.ts'
import type { Os } from '../os.ts'
import { installCommands, isDebianLike } from './packages.ts'

export interface LocaleNeed {
  readonly os: Os
  /** Those that are to be generated first, as in en_US.UTF-8. */
  readonly missing: readonly string[]
  /** For /etc/default/locale. */
  readonly wanted: string
  /** Whether the package locales is there. */
  readonly hasLocaleGen: boolean
}

/** Generates what is missing, and writes /etc/default/locale as a deployment does. */
export function localeFix({ os, missing, wanted, hasLocaleGen }: LocaleNeed): Fix {
  const strange = missing.find(lang => !/^[a-z]{2,3}_[A-Z]{2}\.UTF-8$/.test(lang))
  if (strange !== undefined)
    return { advice: `nothing can generate "${strange}": put ${wanted} in its place where it is set` }
  if (!isDebianLike(os))
    return { advice: `generate ${[...new Set([...missing, wanted])].join(', ')} as ${os.id} ${os.version} does it` }
  const install = missing.length > 0 && !hasLocaleGen ? installCommands('locales') : []
  return {
    commands: [...install, ...missing.flatMap(lang => generateCommands(os, lang)), writeCommand(wanted)],
    isSafe: true,
    timeoutSeconds: 600,
  }
}

/** Ubuntu's locale-gen takes the name; Debian's generates what /etc/locale.gen lists. */
function generateCommands({ id }: Os, lang: string): Command[] {
  if (id === 'ubuntu') return [['locale-gen', lang]]
  return [['sh', '-c', `echo "${lang} UTF-8" >>/etc/locale.gen`], ['locale-gen']]
}

const writeCommand = (lang: string): Command =>
  script(`printf "LANG=%s\\nLC_ALL=%s\\n" "$1" "$1" >/etc/default/locale`, lang)
