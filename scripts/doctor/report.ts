import { fixText, type Status, type Told } from './finding.ts'

/** What `--json` prints: an array, one object for each finding. */
export function asJson(told: readonly Told[]): string {
  const rows = told.map(({ question, host, status, finding, evidence, fix, isFixed }) => ({
    question,
    host,
    status,
    finding,
    evidence,
    fix: fix && fixText(fix),
    fixed: isFixed,
  }))
  return JSON.stringify(rows, null, 2)
}

/** For people: the finding, what shows it, and what to do. */
export function asText({ question, host, status, finding, evidence, fix, isFixed }: Told): string {
  const head = `${(isFixed ? 'fixed' : status).padEnd(8)} ${question} on ${host}: ${finding}`
  const shown = [...evidence.map(line => `  seen: ${line}`), ...(fix === null ? [] : fixLines(fixText(fix)))]
  return [head, ...shown].join('\n')
}

function fixLines(text: string): string[] {
  return text.split('\n').map((line, index) => `${index === 0 ? '  fix:  ' : '        '}${line}`)
}

export function summaryOf(told: readonly Told[]): string {
  const fixed = told.filter(({ isFixed }) => isFixed).length
  const counts = COUNTED.map(status => countOf(told, status)).join(', ')
  return `${counts}${fixed === 0 ? '' : `, ${fixed} fixed`}`
}

const COUNTED: readonly Status[] = ['problem', 'warning', 'unknown']

function countOf(told: readonly Told[], status: Status): string {
  const count = told.filter(one => one.status === status).length
  return status === 'unknown' ? `${count} unknown` : `${count} ${status}${count === 1 ? '' : 's'}`
}

/** 0 all well, 1 a problem, 2 something could not be asked. A warning is none of these. */
export function exitCodeOf(told: readonly Told[]): number {
  if (told.some(({ status }) => status === 'problem')) return 1
  return told.some(({ status }) => status === 'unknown') ? 2 : 0
}
