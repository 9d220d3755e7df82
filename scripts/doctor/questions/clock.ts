import type { Sql } from '../../../stacks/provider/services/mysql.ts'
import { script } from '../../../stacks/provider/shell.ts'
import { measureOffset, type Offset } from '../facts/clock.ts'
import { databasePlace, withDatabase } from '../facts/mysql.ts'
import { readSettings } from '../facts/settings.ts'
import type { Finding, Fix } from '../finding.ts'
import { installCommands, isDebianLike } from '../fixes/packages.ts'
import type { Os } from '../os.ts'
import type { Patient } from '../patient.ts'
import type { Examined, Question, Ward } from '../question.ts'

export interface ClockFacts {
  readonly offset: Offset
  /** Of the database's clock; null where it could not be asked. */
  readonly database: Offset | null
  readonly isSynchronised: boolean
  /** Whether chrony, ntpd or systemd-timesyncd is installed. */
  readonly hasService: boolean
}

export const clock: Question<ClockFacts> = {
  name: 'clock',
  asks: 'do the clocks of hosts and database agree?',
  allIsWell: 'its clock agrees with those of the other hosts and of the database',
  compares: true,
  gather: async (patient, ward) => {
    const offset = await measureOffset(async () => Number((await patient.look(NOW)).now.output))
    const { synchronised, service } = await patient.look(SERVICE)
    return {
      offset,
      database: await databaseOffset(patient, ward),
      isSynchronised: synchronised.output.trim() === 'yes',
      hasService: service.status === 0,
    }
  },
  decide: examined => {
    const reference = medianMs(examined)
    return examined.flatMap(one => [...findingsOn(one, reference), ...databaseFindings(one, reference)])
  },
}

const NOW = { now: ['date', '+%s%3N'] } as const

const SERVICE = {
  synchronised: ['timedatectl', 'show', '-p', 'NTPSynchronized', '--value'],
  service: script('command -v chronyd ntpd ntpsec || [ -e /usr/lib/systemd/systemd-timesyncd ]'),
} as const

/** The database is asked through this host, so that only one that reaches it knows. */
async function databaseOffset(patient: Patient, { stack }: Ward): Promise<Offset | null> {
  try {
    const place = databasePlace(await readSettings(patient, stack))
    return await withDatabase(patient, place, sql => measureOffset(() => nowMs(sql)))
  } catch {
    // Why it cannot be asked is for the question about the database.
    return null
  }
}

async function nowMs({ rows }: Sql): Promise<number> {
  const [row] = await rows('SELECT UNIX_TIMESTAMP(SYSDATE(6)) AS now')
  return 1000 * Number(row?.['now'])
}

/** Of all clocks, the database's once: with one that is wrong among three or more, it is that of a right one. */
function medianMs(examined: readonly Examined<ClockFacts>[]): number {
  const database = examined.find(({ facts }) => facts.database !== null)?.facts.database
  const offsets = examined.map(({ facts }) => facts.offset.aheadMs)
  const sorted = [...offsets, ...(database ? [database.aheadMs] : [])].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
}

const WARNING_MS = 1_000

/** A token for a log holds for 30 s: half of that leaves room for the clock of the other side. */
const PROBLEM_MS = 15_000

function statusOf(skewMs: number, { uncertainMs }: Offset): 'problem' | 'warning' | null {
  const sureMs = Math.abs(skewMs) - uncertainMs
  if (sureMs >= PROBLEM_MS) return 'problem'
  return sureMs >= WARNING_MS ? 'warning' : null
}

function findingsOn({ host, os, facts }: Examined<ClockFacts>, reference: number): Finding[] {
  const skewMs = facts.offset.aheadMs - reference
  const status = statusOf(skewMs, facts.offset)
  if (status === null) return []
  return [
    {
      host: host.name,
      status,
      finding: `its clock is ${inWords(skewMs)} most of the others`,
      evidence: [
        `its time synchronisation: ${facts.isSynchronised ? 'synchronised' : 'not synchronised'}`,
        `${facts.hasService ? 'a time service is installed' : 'no time service is installed'}`,
      ],
      fix: synchronise(os, facts.hasService),
    },
  ]
}

/** Told once, on the host that has the database if a host has. */
function databaseFindings({ host, os, facts }: Examined<ClockFacts>, reference: number): Finding[] {
  if (facts.database === null || !host.roles.includes('database')) return []
  const skewMs = facts.database.aheadMs - reference
  const status = statusOf(skewMs, facts.database)
  if (status === null) return []
  const finding = `the clock of the database is ${inWords(skewMs)} most of the others`
  return [{ host: host.name, status, finding, evidence: [], fix: synchronise(os, facts.hasService) }]
}

const inWords = (skewMs: number): string =>
  `${(Math.abs(skewMs) / 1000).toFixed(1)} s ${skewMs > 0 ? 'ahead of' : 'behind'}`

/** Not by itself: a clock that jumps upsets what runs. */
function synchronise(os: Os, hasService: boolean): Fix {
  if (!isDebianLike(os)) return { advice: `install chrony on ${os.id} ${os.version} and start it` }
  const install = hasService ? [] : installCommands('systemd-timesyncd')
  return { commands: [...install, ['timedatectl', 'set-ntp', 'true']], isSafe: false }
}
