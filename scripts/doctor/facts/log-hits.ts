import { type Command, script } from '../../../stacks/provider/shell.ts'
import type { Look } from '../patient.ts'

/** A line of a log that tells of a trouble. */
export interface LogHit {
  readonly file: string
  /** When the file was last written, in seconds since the epoch. */
  readonly writtenAt: number
  readonly line: string
}

/** Where supervisor's programs of the deployment write. */
export const PROGRAM_LOGS = '/var/log/supervisor'

/** The last three lines that match, of each of the 300 files written last within a week. */
export const logHits = (pattern: string, ...folders: readonly string[]): Command =>
  script(LOG_HITS, pattern, ...folders)

/** At most five, those of the files written last first. */
export function hitsIn({ output }: Look): LogHit[] {
  return output.split('\n').flatMap(text => {
    const [writtenAt = '', file = '', line = ''] = text.split('\t')
    return /^\d+$/.test(writtenAt) ? [{ file, writtenAt: Number(writtenAt), line: line.trim() }] : []
  })
}

export const asEvidence = (hits: readonly LogHit[], most = 3): string[] =>
  hits.slice(0, most).map(({ file, line }) => `${file}: ${line}`)

const LOG_HITS = `
pattern=$1
shift
find "$@" -type f \\( -name '*.log' -o -name '*.out' -o -name '*.err' \\) -mtime -7 -printf '%T@ %p\\n' 2>/dev/null |
sort -rn | head -n 300 | cut -d ' ' -f 2- | while IFS= read -r file; do
  tail -c 5000000 "$file" | grep -aE -- "$pattern" | tail -n 3 | cut -c -300 | while IFS= read -r line; do
    printf '%s\\t%s\\t%s\\n' "$(stat -c %Y "$file")" "$file" "$line"
  done
done
`
