export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const
export type Level = (typeof LEVELS)[number]

/** A line of a task's log. */
export interface LogLine {
  /** From 1. */
  readonly number: number
  /** What was written, without what Airflow puts before it. */
  readonly text: string
  /** The time of day of Airflow's own lines, as it stands in the log, and who wrote the line. */
  readonly clock: string | null
  readonly source: string | null
  /** Of Airflow's own lines; what follows one of them, such as a stack, has its level. */
  readonly level: Level | null
  /** The group that the line is in, by the number of its first line; null outside of groups. */
  readonly group: number | null
  /** The name, on the first line of a group (`::group::name`). */
  readonly opens: string | null
}

/** `[2026-11-24T13:05:09.123+0000] {source} LEVEL - message`. */
const PREFIX =
  /^\[[^\]]*?(\d\d:\d\d:\d\d(?:[.,]\d{1,3})?)[^\]]*\] (?:\{([^}]*)\} )?(DEBUG|INFO|WARNING|ERROR|CRITICAL) - /
const GROUP = /::group::(.*)$/
const END = /::endgroup::/

/** Splits a log into lines, with the level and the group of each. */
export function logLines(text: string): LogLine[] {
  const lines: LogLine[] = []
  let level: Level | null = null
  let group: number | null = null
  for (const [index, line] of splitLines(text).entries()) {
    const number = index + 1
    const [prefix = '', clock = null, source = null, named] = PREFIX.exec(line) ?? []
    level = (named as Level | undefined) ?? level
    const opens = GROUP.exec(line)?.[1]?.trim() ?? null
    if (END.test(line)) group = null
    else lines.push({ number, text: line.slice(prefix.length), clock, source, level, group, opens })
    if (opens !== null) group = number
  }
  return lines
}

/** The newline at the end begins no line. */
const splitLines = (text: string): string[] =>
  text === ''
    ? []
    : text
        .replace(/\n$/, '')
        .split('\n')
        .map(line => line.replace(/\r$/, ''))

export interface LogFilter {
  readonly search: string
  readonly level: Level | null
  /** Groups whose lines are hidden. */
  readonly folded: ReadonlySet<number>
}

/** Lines that the filter lets through; a level lets through those above it, and a search looks into folded groups. */
export function matchingLines(lines: readonly LogLine[], { search, level, folded }: LogFilter): readonly LogLine[] {
  const wanted = search.toLowerCase()
  const least = level === null ? 0 : LEVELS.indexOf(level)
  return lines.filter(line => {
    if (wanted !== '') return line.text.toLowerCase().includes(wanted) && rankOf(line) >= least
    if (line.group !== null && folded.has(line.group)) return false
    return rankOf(line) >= least
  })
}

/** Lines without a level are shown with every level but those that ask for more than INFO. */
const rankOf = ({ level }: LogLine): number => LEVELS.indexOf(level ?? 'INFO')
