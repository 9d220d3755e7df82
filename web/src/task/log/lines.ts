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

/** A log as far as it is known: what has been read of it need not be read again when it grows. */
export interface ReadLog {
  readonly text: string
  readonly lines: readonly LogLine[]
  /** Behind the last line that has its newline: there reading goes on. */
  readonly mark: Mark
}

interface Mark {
  readonly offset: number
  /** Lines before it, of the text and of `lines`. */
  readonly read: number
  readonly kept: number
  readonly level: Level | null
  readonly group: number | null
}

export const EMPTY_LOG: ReadLog = {
  text: '',
  lines: [],
  mark: { offset: 0, read: 0, kept: 0, level: null, group: null },
}

/** Splits a log into lines, with the level and the group of each; of one that has grown, only what is new. */
export function readLog(before: ReadLog, text: string): ReadLog {
  const { lines: known, mark } = text.startsWith(before.text) ? before : EMPTY_LOG
  const lines = known.slice(0, mark.kept)
  const end = text.lastIndexOf('\n') + 1
  const whole = takeLines(lines, mark, text.slice(mark.offset, end))
  const next = { ...whole, offset: Math.max(end, mark.offset), kept: lines.length }
  takeLines(lines, next, text.slice(next.offset))
  return { text, lines, mark: next }
}

/** @returns what is known behind these lines */
function takeLines(lines: LogLine[], { read, level, group }: Mark, text: string) {
  const known = { read, level, group }
  for (const line of splitLines(text)) {
    known.read += 1
    const [prefix = '', clock = null, source = null, named] = PREFIX.exec(line) ?? []
    known.level = (named as Level | undefined) ?? known.level
    const opens = GROUP.exec(line)?.[1]?.trim() ?? null
    if (END.test(line)) known.group = null
    else
      lines.push({
        number: known.read,
        text: line.slice(prefix.length),
        clock,
        source,
        level: known.level,
        group: known.group,
        opens,
      })
    if (opens !== null) known.group = known.read
  }
  return known
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
