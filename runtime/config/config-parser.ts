import { ConfigSyntaxError, type SyntaxProblem } from './errors.ts'

export interface FileValue {
  /** Raw: not yet interpolated. */
  readonly text: string
  /** Counted from 1, of the line with the key. */
  readonly line: number
}

export interface FileSection {
  readonly line: number
  readonly values: ReadonlyMap<string, FileValue>
}

export interface ConfigFile {
  readonly file: string
  /** Section names keep their case; `DEFAULT` is not among them. */
  readonly sections: ReadonlyMap<string, FileSection>
  /** Values that every section inherits. */
  readonly defaults: ReadonlyMap<string, FileValue>
}

/**
 * Reads a file by the rules of Python's configparser.ConfigParser with its default settings (strict, `=` and `:`,
 * full-line comments, empty lines in values). Throws ConfigSyntaxError that names every bad line.
 */
export function parseConfig(text: string, file: string): ConfigFile {
  const reader = new Reader()
  linesOf(text).forEach((line, index) => {
    reader.take(line, index + 1)
  })
  if (reader.problems.length > 0) throw new ConfigSyntaxError(file, reader.problems)
  return {
    file,
    sections: new Map([...reader.sections].map(([name, open]) => [name, { line: open.line, values: closed(open) }])),
    defaults: closed(reader.defaults),
  }
}

/** The raw value of a key in an existing section, or the one it inherits from DEFAULT. */
export function fileValue({ sections, defaults }: ConfigFile, section: string, key: string): FileValue | undefined {
  const found = sections.get(section)
  return found && (found.values.get(key) ?? defaults.get(key))
}

function linesOf(text: string): string[] {
  // Splitting at a pattern would take most of the time of loading a configuration.
  return (text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text).split('\n')
}

interface OpenValue {
  readonly lines: string[]
  readonly line: number
}

interface OpenSection {
  readonly line: number
  readonly values: Map<string, OpenValue>
}

const openSection = (line: number): OpenSection => ({ line, values: new Map() })

class Reader {
  readonly sections = new Map<string, OpenSection>()
  readonly defaults = openSection(0)
  readonly problems: SyntaxProblem[] = []
  #name = ''
  #section: OpenSection | null = null
  #value: OpenValue | null = null
  #indent = 0

  take(line: string, number: number): void {
    const text = line.trim()
    if (text === '') this.#value?.lines.push('')
    else if (!isComment(text)) this.#takeText(text, line.length - line.trimStart().length, number)
  }

  #takeText(text: string, indent: number, line: number): void {
    if (this.#value && indent > this.#indent) {
      this.#value.lines.push(text)
      return
    }
    this.#indent = indent
    const header = /^\[(.+)\]/.exec(text)
    if (header) this.#openSection(header[1] as string, line)
    else if (this.#section) this.#openValue(this.#section, text, line)
    else this.#report(line, 'text before the first [section]')
  }

  #openSection(name: string, line: number): void {
    this.#value = null
    this.#name = name
    if (name === 'DEFAULT') {
      this.#section = this.defaults
      return
    }
    const earlier = this.sections.get(name)
    if (earlier) this.#report(line, `section [${name}] was already opened in line ${earlier.line}: join the two`)
    this.#section = earlier ?? openSection(line)
    this.sections.set(name, this.#section)
  }

  #openValue(section: OpenSection, text: string, line: number): void {
    const at = text.search(/[=:]/)
    const key = text.slice(0, Math.max(at, 0)).trim().toLowerCase()
    if (key === '') {
      // Not quoted: the line may well be the rest of a password.
      this.#report(line, at < 0 ? 'a key without a value: write it as "key = value"' : 'a value without a key')
      return
    }
    const earlier = section.values.get(key)
    if (earlier) this.#report(line, `[${this.#name}] ${key} was already set in line ${earlier.line}: keep one of them`)
    this.#value = { lines: [text.slice(at + 1).trim()], line }
    if (!earlier) section.values.set(key, this.#value)
  }

  #report(line: number, reason: string): void {
    this.problems.push({ line, reason })
  }
}

const isComment = (text: string): boolean => text.startsWith('#') || text.startsWith(';')

function closed(section: OpenSection): Map<string, FileValue> {
  return new Map([...section.values].map(([key, { lines, line }]) => [key, { text: lines.join('\n').trimEnd(), line }]))
}
