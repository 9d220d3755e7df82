import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import { script } from '../../../stacks/provider/shell.ts'
import { ENVIRONMENTS, environmentsIn, type RunningProgram } from '../facts/programs.ts'
import type { Finding } from '../finding.ts'
import { localeFix } from '../fixes/locale.ts'
import type { Looks } from '../patient.ts'
import type { Examined, Question } from '../question.ts'

export interface LocaleFacts {
  /** As `locale -a` lists them: C, en_US.utf8. */
  readonly generated: readonly string[]
  /** Content of /etc/default/locale; null where there is no such file. */
  readonly file: string | null
  readonly programs: readonly Pick<RunningProgram, 'name' | 'environment'>[]
  /** Whether the package locales is there. */
  readonly hasLocaleGen: boolean
}

export const locale: Question<LocaleFacts> = {
  name: 'locale',
  asks: 'are the locales that login shells and programs use there? (unsupported locale setting)',
  allIsWell: 'the locale is generated, in /etc/default/locale, and in every program',
  gather: async patient => factsOf(await patient.look(LOOKS)),
  decide: (examined, stack) => examined.flatMap(one => findingsOn(one, stack)),
}

const FILE = '/etc/default/locale'

const LOOKS = {
  generated: ['locale', '-a'],
  file: script('[ ! -e "$1" ] || { echo there; cat "$1"; }', FILE),
  environments: ENVIRONMENTS,
  localeGen: ['test', '-x', '/usr/sbin/locale-gen'],
} as const

function factsOf({ generated, file, environments, localeGen }: Looks<keyof typeof LOOKS>): LocaleFacts {
  return {
    // What locale itself complains about stands on the same lines.
    generated: generated.output.split('\n').filter(line => /^\S+$/.test(line)),
    file: file.output.startsWith('there') ? file.output.slice('there\n'.length) : null,
    programs: environmentsIn(environments),
    hasLocaleGen: localeGen.status === 0,
  }
}

function findingsOn(one: Examined<LocaleFacts>, stack: StackConfig): Finding[] {
  return [...ungenerated(one, stack), ...wrongFile(one, stack)]
}

/** Each locale that something asks for and that is not there, with who asks. */
function ungenerated({ host, os, facts }: Examined<LocaleFacts>, stack: StackConfig): Finding[] {
  const { generated, hasLocaleGen } = facts
  const asked = Map.groupBy(askedFor(facts, stack), ({ lang }) => lang)
  return [...asked]
    .filter(([lang]) => !isGenerated(generated, lang))
    .map(([lang, asking]) => ({
      host: host.name,
      status: 'problem',
      finding: `${lang} is not generated: Python programs say "unsupported locale setting"`,
      evidence: [`it is asked for by ${asking.map(({ by }) => by).join(', ')}`, `locale -a: ${generated.join(', ')}`],
      fix: localeFix({
        os,
        hasLocaleGen,
        missing: missingOf(facts, ...toGenerate(lang, asking), stack.locale),
        wanted: stack.locale,
      }),
    }))
}

/** What only the file asks for is gone when the file is written. */
const toGenerate = (lang: string, asking: readonly Asking[]): string[] =>
  asking.every(({ by }) => by.startsWith(FILE)) ? [] : [lang]

const missingOf = ({ generated }: LocaleFacts, ...langs: readonly string[]): string[] =>
  [...new Set(langs)].filter(lang => !isGenerated(generated, lang))

interface Asking {
  readonly lang: string
  readonly by: string
}

function askedFor({ file, programs }: LocaleFacts, { locale: wanted }: StackConfig): Asking[] {
  const inPrograms = programs.flatMap(({ name: program, environment }) =>
    Object.entries(environment).map(([name, lang]) => ({ name, lang, by: `${program} (${name})` })),
  )
  return [
    { lang: wanted, by: 'the stack (locale)' },
    ...variablesIn(file ?? '').map(({ lang, name }) => ({ lang, by: `${FILE} (${name})` })),
    ...inPrograms.filter(({ name, lang }) => lang !== '' && /^(LANG|LC_)/.test(name)),
  ]
}

/** The value of each variable; an empty one asks for nothing. */
function variablesIn(file: string): { name: string; lang: string }[] {
  const found = file.matchAll(/^\s*(LANG|LC_\w+)=["']?([^"'\n]+)/gm)
  return [...found].map(([, name = '', lang = '']) => ({ name, lang }))
}

function wrongFile({ host, os, facts }: Examined<LocaleFacts>, { locale: wanted }: StackConfig): Finding[] {
  const { file, hasLocaleGen } = facts
  const found = variablesIn(file ?? '')
  if (['LANG', 'LC_ALL'].every(name => found.some(one => one.name === name && isSame(one.lang, wanted)))) return []
  const isMissing = `${FILE} is missing`
  return [
    {
      host: host.name,
      status: 'problem',
      finding: file === null ? isMissing : `${FILE} does not say ${wanted} in LANG and LC_ALL`,
      evidence: file === null ? [] : [`it says: ${file.trim().replaceAll('\n', ' ') || 'nothing'}`],
      fix: localeFix({ os, hasLocaleGen, missing: missingOf(facts, wanted), wanted }),
    },
  ]
}

const isGenerated = (generated: readonly string[], lang: string): boolean => generated.some(name => isSame(name, lang))

/** `locale -a` writes en_US.utf8 for en_US.UTF-8. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map(name => name.toLowerCase().replace('-', ''))
  return a === b
}
