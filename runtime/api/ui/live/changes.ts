import type { LiveSignature as DatabaseSignature } from '../../../db/live-signature.ts'
import type { DagRunKey } from '../../../model/keys.ts'
import type { LiveEvent } from '../contract/events.ts'

export interface LiveSignature extends DatabaseSignature {
  /** What the nodes report that does not change by itself, and who has fallen silent. */
  readonly cluster: string
}

/** What happened between two looks at the database; `touched` are runs that came, or that somebody changed, meanwhile. */
export function changesBetween(
  before: LiveSignature,
  after: LiveSignature,
  touched: readonly DagRunKey[],
): LiveEvent[] {
  const runs = new Map<string, LiveEvent>()
  for (const run of [...touched, ...changedRuns(before, after)])
    runs.set(keyOf(run), { type: 'dag_run', dagId: run.dagId, runId: run.runId })
  return [
    ...runs.values(),
    ...(before.dags === after.dags ? [] : [{ type: 'dags' } as const]),
    ...(before.importErrors === after.importErrors ? [] : [{ type: 'import_errors' } as const]),
    ...(before.cluster === after.cluster ? [] : [{ type: 'cluster' } as const]),
  ]
}

/** Those that go on, with another mark, and those that have ended. */
function changedRuns(before: LiveSignature, after: LiveSignature): DagRunKey[] {
  const known = new Map(before.unfinished.map(run => [keyOf(run), run.mark]))
  const left = new Set(after.unfinished.map(keyOf))
  return [
    ...after.unfinished.filter(run => known.get(keyOf(run)) !== run.mark),
    ...before.unfinished.filter(run => !left.has(keyOf(run))),
  ]
}

const keyOf = ({ dagId, runId }: DagRunKey): string => `${dagId}\u0000${runId}`
