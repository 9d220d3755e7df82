import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import { asEvidence, hitsIn, type LogHit, logHits, PROGRAM_LOGS } from '../facts/log-hits.ts'
import {
  ENVIRONMENTS,
  environmentsIn,
  FILES,
  filesIn,
  type ProgramFile,
  type RunningProgram,
} from '../facts/programs.ts'
import { readSettings } from '../facts/settings.ts'
import type { Finding, Fix } from '../finding.ts'
import { deployAgain } from '../fixes/deploy.ts'
import type { Examined, Question } from '../question.ts'

export interface AsciiFacts {
  readonly programs: readonly RunningProgram[]
  readonly files: readonly ProgramFile[]
  readonly hits: readonly LogHit[]
}

export const ascii: Question<AsciiFacts> = {
  name: 'ascii',
  asks: "do programs run in a UTF-8 locale? ('ascii' codec can't decode)",
  allIsWell: 'every program that runs has a UTF-8 locale',
  gather: async (patient, { stack }) => {
    const { baseLogFolder } = await readSettings(patient, stack)
    const { environments, files, hits } = await patient.look({
      environments: ENVIRONMENTS,
      files: FILES,
      hits: logHits("'ascii' codec can't (de|en)code", PROGRAM_LOGS, baseLogFolder),
    })
    return { programs: environmentsIn(environments), files: filesIn(files), hits: hitsIn(hits) }
  },
  decide: (examined, stack) =>
    examined.flatMap(one => {
      const found = asciiPrograms(one, stack)
      return found.length > 0 ? found : staleHits(one)
    }),
}

function asciiPrograms({ host, facts }: Examined<AsciiFacts>, stack: StackConfig): Finding[] {
  return facts.programs.filter(isAscii).map(({ name, environment }) => {
    const shown = ['LC_ALL', 'LC_CTYPE', 'LANG'].map(key => `${key}=${environment[key] ?? '(not set)'}`)
    return {
      host: host.name,
      status: 'problem',
      finding: `${name} runs in an ASCII locale: whatever is not English in a log or DAG file breaks it`,
      evidence: [`its environment: ${shown.join(' ')}`, ...asEvidence(facts.hits)],
      fix: fixOf(
        facts.files.find(file => file.name === name),
        stack,
      ),
    }
  })
}

/** The locale of characters as setlocale(3) finds it: what is empty counts as not set. */
function isAscii({ environment }: RunningProgram): boolean {
  const lang = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || 'C'
  return !/\.utf-?8$/i.test(lang)
}

/** Supervisor starts the program anew when its file has changed; TERM lets a worker finish what it runs. */
function fixOf(file: ProgramFile | undefined, stack: StackConfig): Fix {
  if (file === undefined) return deployAgain(stack)
  const { locale, airflow } = stack
  const reload = ['supervisorctl', 'update', file.name]
  return {
    commands: [...setLocaleCommands(file, locale), reload],
    isSafe: true,
    timeoutSeconds: airflow.longestTaskSeconds + 120,
  }
}

function setLocaleCommands({ file, name, settings }: ProgramFile, locale: string): string[][] {
  const environment = settings['environment']
  const wanted = ['LANG', 'LC_ALL'].map(key => `${key}="${locale}"`)
  if (environment !== undefined && wanted.every(one => environment.includes(one))) return []
  const kept = (environment ?? '').split(/,(?=\w+=)/).filter(one => one !== '' && !/^(LANG|LC_\w+)=/.test(one))
  const line = `environment=${[...kept, ...wanted].join(',')}`
  const edit = environment === undefined ? `/^\\[program:${name}\\]/a ${line}` : `s|^environment *=.*|${escaped(line)}|`
  return [['sed', '-i', edit, file]]
}

/** What means something in the replacement of sed's `s|…|…|`. */
const escaped = (text: string): string => text.replace(/[\\&|]/g, '\\$&')

/** The programs are right now, but something has said so since they started: a child of theirs sets a locale itself. */
function staleHits({ host, facts }: Examined<AsciiFacts>): Finding[] {
  const lastStart = Math.max(...facts.programs.map(({ startedAt }) => startedAt))
  const hits = facts.hits.filter(({ writtenAt, file }) => writtenAt > lastStart && !file.startsWith(PROGRAM_LOGS))
  if (hits.length === 0) return []
  return [
    {
      host: host.name,
      status: 'warning',
      finding: `programs have a UTF-8 locale, but ${hits.length} lines in logs of tasks tell of ASCII since`,
      evidence: asEvidence(hits),
      fix: {
        advice: 'let the task keep LANG and LC_ALL: do not replace its whole environment, or set PYTHONUTF8=1 in it',
      },
    },
  ]
}
