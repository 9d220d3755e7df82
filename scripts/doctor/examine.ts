import { type Commands, type Finding, fixText, type Told } from './finding.ts'
import type { Patient } from './patient.ts'
import type { Examined, Question, Ward } from './question.ts'

/** Asks a question about the hosts, one finding at least for each of them. */
export async function ask(question: Question, ward: Ward): Promise<Told[]> {
  const concerned = ward.patients.filter(({ config }) => question.isFor?.(config) ?? true)
  const answers = await Promise.all(concerned.map(patient => factsOf(question, patient, ward)))
  const examined = answers.flatMap(({ facts }) => (facts === undefined ? [] : [facts]))
  const found = [...question.decide(examined, ward.stack), ...answers.flatMap(({ failure }) => failure ?? [])]
  return concerned.flatMap(({ config: { name } }) => {
    const about = found.filter(({ host }) => host === name)
    return (about.length > 0 ? about : [wellOn(name, question)]).map(one => told(question, one))
  })
}

/** Runs the safe fixes of the findings, and asks again. What is gone then was fixed. */
export async function fix(question: Question, ward: Ward, before: readonly Told[]): Promise<Told[]> {
  const fixable = before.filter(one => one.status !== 'ok' && isSafe(one))
  if (fixable.length === 0) return [...before]
  const failures = await applyAll(fixable, ward)
  const after = await ask(question, ward)
  const remains = (one: Told) => after.some(({ host, finding }) => host === one.host && finding === one.finding)
  const gone = fixable.filter(one => !remains(one)).map((one): Told => ({ ...one, status: 'ok', isFixed: true }))
  const rest = after.filter(({ host, status }) => status !== 'ok' || !gone.some(one => one.host === host))
  return [...gone, ...rest.map(one => withFailure(one, failures))]
}

interface Answer {
  readonly facts?: Examined<unknown>
  readonly failure?: Finding
}

/** What goes wrong on one host must not hide what is found on the others. */
async function factsOf(question: Question, patient: Patient, ward: Ward): Promise<Answer> {
  const { config: host, os } = patient
  try {
    return { facts: { host, os, facts: await question.gather(patient, ward) } }
  } catch (error) {
    const [finding = '', ...evidence] = (error as Error).message.split('\n').map(line => line.trim())
    return {
      failure: { host: host.name, status: 'unknown', finding: `could not be asked: ${finding}`, evidence, fix: null },
    }
  }
}

const wellOn = (host: string, { allIsWell }: Question): Finding => ({
  host,
  status: 'ok',
  finding: allIsWell,
  evidence: [],
  fix: null,
})

const told = ({ name }: Question, finding: Finding): Told => ({ ...finding, question: name, isFixed: false })

function isSafe({ fix: remedy }: Finding): boolean {
  return remedy !== null && 'commands' in remedy && remedy.isSafe
}

/** Each fix once for each host. @returns what failed, by host and fix */
async function applyAll(fixable: readonly Told[], { patients }: Ward): Promise<Map<string, string>> {
  const failures = new Map<string, string>()
  const once = new Map(fixable.map(one => [keyOf(one), one]))
  for (const [key, { host, fix: remedy }] of once) {
    const patient = patients.find(({ config }) => config.name === host) as Patient
    await patient.apply(remedy as Commands).catch((error: Error) => failures.set(key, error.message))
  }
  return failures
}

const keyOf = ({ host, fix: remedy }: Finding): string => `${host} ${remedy === null ? '' : fixText(remedy)}`

function withFailure(one: Told, failures: ReadonlyMap<string, string>): Told {
  const failure = failures.get(keyOf(one))
  return failure === undefined ? one : { ...one, evidence: [...one.evidence, `the fix failed: ${failure}`] }
}
