import { pino } from 'pino'
import { type EventName, type Fields, SENTENCES } from './sentences.ts'

/** Says what happened: an event of service/sentences.ts with its fields. */
export interface Log {
  debug<E extends EventName>(event: E, fields: Fields<E>): void
  info<E extends EventName>(event: E, fields: Fields<E>): void
  warn<E extends EventName>(event: E, fields: Fields<E>): void
  error<E extends EventName>(event: E, fields: Fields<E>): void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

const LEVEL_NAMES: Readonly<Record<number, string>> = { 20: 'DEBUG', 30: 'INFO', 40: 'WARNING', 50: 'ERROR' }

/** A log in Airflow's line format (`[time] {component} LEVEL - sentence`), written to `write`, stdout by default. */
export function openLog(component: string, level: LogLevel = 'info', write: (line: string) => void = writeStdout): Log {
  const sink = pino({ level, base: null, timestamp: false }, { write: line => write(formatLine(component, line)) })
  const say =
    (method: LogLevel) =>
    <E extends EventName>(event: E, fields: Fields<E>): void =>
      sink[method](SENTENCES[event](fields as never))
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
}

const writeStdout = (line: string): void => {
  process.stdout.write(line)
}

function formatLine(component: string, json: string): string {
  const { level, msg } = JSON.parse(json) as { level: number; msg: string }
  return `[${new Date().toISOString().replace('Z', '+0000')}] {${component}} ${LEVEL_NAMES[level]} - ${msg}\n`
}
