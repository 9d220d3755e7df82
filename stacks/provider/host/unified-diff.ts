import { createTwoFilesPatch } from 'diff'
import { MASK } from './mask.ts'

export interface TextChange {
  readonly name: string
  /** Null where there is no such file. */
  readonly before: string | null
  readonly after: string
  readonly mask: (text: string) => string
}

/** As `diff -u` prints it, with the secrets masked; empty where nothing changes. */
export function unifiedDiff({ name, before, after, mask }: TextChange): string {
  if (before === after) return ''
  const from = before === null ? '/dev/null' : name
  const patch = createTwoFilesPatch(from, name, before ?? '', after, undefined, undefined, { context: 3 })
  const lines = patch.split('\n').filter(line => !/^(Index: |={20})/.test(line))
  return lines
    .map(line => maskAssignments(mask(line)))
    .join('\n')
    .trimEnd()
}

/**
 * Hides what looks like a secret where nobody said that it is one: the old password in a file on the host, which no
 * stack knows any more.
 */
export function maskAssignments(line: string): string {
  return line
    .replace(/(:\/\/[^\s:/@]*:)[^\s@/]+@/g, `$1${MASK}@`)
    .replace(
      /^([ +-]\s*[\w.-]*(?:password|passwd|secret|fernet|token|api_key|private_key)[\w.-]*\s*[=:]\s*)\S.*$/i,
      `$1${MASK}`,
    )
}
