import { matchesGlob } from 'node:path'
import { SlipstreamError } from '../model/errors.ts'

/** A line of .airflowignore is no pattern. */
export class InvalidIgnorePattern extends SlipstreamError {
  override readonly name = 'InvalidIgnorePattern'

  constructor(
    place: { readonly file: string; readonly line: number; readonly pattern: string },
    options: ErrorOptions,
  ) {
    super(
      `${place.file}:${place.line}: "${place.pattern}" is no regular expression. Correct it, or set [core] dag_ignore_file_syntax = glob`,
      options,
    )
  }
}

export type IgnoreSyntax = 'regexp' | 'glob'

/** Says whether a path, relative to the folder of the .airflowignore with `/`, is ignored. */
export type IgnoreRule = (relativePath: string, isFolder: boolean) => boolean

/**
 * Reads a .airflowignore: one pattern a line, `#` comments. Regular expressions are searched anywhere in the path; globs
 * follow .gitignore, with `!` to take back (Airflow's dag_ignore_file_syntax).
 * @throws InvalidIgnorePattern
 */
export function parseIgnoreFile(text: string, syntax: IgnoreSyntax, file: string): IgnoreRule {
  const lines = text
    .split('\n')
    .map((line, index) => ({ pattern: line.replace(/(^|\s)#.*$/, '').trim(), line: index + 1, file }))
  const patterns = lines.filter(({ pattern }) => pattern !== '')
  return syntax === 'regexp' ? regexpRule(patterns) : globRule(patterns.map(({ pattern }) => pattern))
}

type Line = { readonly file: string; readonly line: number; readonly pattern: string }

function regexpRule(lines: readonly Line[]): IgnoreRule {
  const expressions = lines.map(compile)
  return path => expressions.some(expression => expression.test(path))
}

function compile(line: Line): RegExp {
  try {
    return new RegExp(line.pattern)
  } catch (cause) {
    throw new InvalidIgnorePattern(line, { cause })
  }
}

/** The last pattern that matches decides. */
function globRule(patterns: readonly string[]): IgnoreRule {
  const rules = patterns.map(pattern => {
    const isNegated = pattern.startsWith('!')
    const bare = isNegated ? pattern.slice(1) : pattern
    return { isNegated, onlyFolders: bare.endsWith('/'), globs: globsOf(bare.replace(/\/$/, '')) }
  })
  return (path, isFolder) => {
    const last = rules.findLast(
      rule => (isFolder || !rule.onlyFolders) && rule.globs.some(glob => matchesGlob(path, glob)),
    )
    return last !== undefined && !last.isNegated
  }
}

/** A pattern with a slash is bound to the folder of the file; one without matches at any depth. */
function globsOf(pattern: string): string[] {
  if (pattern.includes('/')) return [pattern.replace(/^\//, '')]
  return [pattern, `**/${pattern}`]
}
