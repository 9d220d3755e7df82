import { parseAirflowCommand } from '../../queue/message/airflow-command.ts'

/** What of Airflow a Celery task runs; `runId` is the execution date where Airflow 1.10 sent it. */
export interface AttemptName {
  readonly dagId: string
  readonly taskId: string
  readonly runId: string
  /** -1 for a task that is not mapped. */
  readonly mapIndex: number
}

/** Reads the arguments of a task as events show them, Python's repr of `[[command]]`; null when they are no Airflow command. */
export function attemptOfArgs(args: string | null): AttemptName | null {
  const words = stringsIn(args ?? '')
  try {
    const { dagId, taskId, run, mapIndex } = parseAirflowCommand(words.slice(words.indexOf('airflow')))
    return { dagId, taskId, runId: 'runId' in run ? run.runId : run.executionDate, mapIndex }
  } catch {
    return null
  }
}

const PYTHON_STRING = /'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/g

const stringsIn = (repr: string): string[] =>
  [...repr.matchAll(PYTHON_STRING)].map(([, single, double]) => unescaped(single ?? double ?? ''))

const SHORT_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const unescaped = (text: string): string =>
  text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\s\S]))/g,
    (_, x: string | undefined, u: string | undefined, U: string | undefined, short: string) => {
      const hex = x ?? u ?? U
      return hex === undefined ? (SHORT_ESCAPES[short] ?? short) : String.fromCodePoint(Number.parseInt(hex, 16))
    },
  )
