import type { RunBar } from '../../../runtime/api/ui/contract/dag-list.ts'
import { dateTimeText, durationText } from '../time/format.ts'

/** State, logical date and duration of a run, for those who cannot see its bar. */
export function runText(run: RunBar, zone: string): string {
  const duration = run.startMs === null ? '' : `, ${durationText(durationMsOf(run))}`
  return `${run.state}, ${dateTimeText(run.logicalDateMs, zone)}${duration}`
}

/** Until now for one that goes on; 0 for one that has not started. */
export const durationMsOf = ({ startMs, endMs }: RunBar): number =>
  startMs === null ? 0 : (endMs ?? Date.now()) - startMs
