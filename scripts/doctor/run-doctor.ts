import { type Request, requestOf, USAGE } from './arguments.ts'
import { DoctorError } from './errors.ts'
import { ask, fix } from './examine.ts'
import type { Told } from './finding.ts'
import { type OpenWard, openWard } from './open-ward.ts'
import type { Ward } from './question.ts'
import { questions } from './question-table.ts'
import { asJson, asText, exitCodeOf, summaryOf } from './report.ts'
import { readStack } from './stack.ts'

/** @returns the exit code: 0 all well, 1 a problem was found, 2 it could not ask */
export async function runDoctor(args: readonly string[], print: (text: string) => void): Promise<number> {
  const request = requestOf(
    args,
    questions.map(({ name }) => name),
  )
  if (request === 'help') print(USAGE)
  else if (request === 'list') print(listOfQuestions())
  else return examine(request, print)
  return 0
}

export function listOfQuestions(): string {
  const width = Math.max(...questions.map(({ name }) => name.length))
  return questions.map(({ name, asks }) => `${name.padEnd(width)}  ${asks}`).join('\n')
}

async function examine(request: Request, print: (text: string) => void): Promise<number> {
  const stack = await readStack(request.stack)
  const names = stack.hosts.map(({ name }) => name)
  if (request.host !== undefined && !names.includes(request.host))
    throw new DoctorError(`Stack ${request.stack} has no host ${request.host}. There are: ${names.join(', ')}`)
  using ward = await openWard(stack, new AbortController().signal)
  const all: Told[] = []
  for await (const told of answers(request, ward)) {
    all.push(told)
    if (!request.json) print(asText(told))
  }
  print(request.json ? asJson(all) : summaryOf(all))
  return exitCodeOf(all)
}

async function* answers({ questions: chosen, host, ...request }: Request, ward: OpenWard): AsyncGenerator<Told> {
  const isWanted = (told: Told): boolean => host === undefined || told.host === host
  yield* ward.unreachable.filter(isWanted)
  for (const question of questions) {
    if (chosen.length > 0 && !chosen.includes(question.name)) continue
    const asked = question.compares ? ward : onlyHost(ward, host)
    const found = (await ask(question, asked)).filter(isWanted)
    yield* request.fix ? (await fix(question, asked, found)).filter(isWanted) : found
  }
}

function onlyHost({ stack, patients }: Ward, host: string | undefined): Ward {
  return { stack, patients: patients.filter(({ config }) => host === undefined || config.name === host) }
}
