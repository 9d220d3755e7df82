import { listGridStates, type RunSummary } from '../../db/dag-overview.ts'
import { readLastAuditId } from '../../db/live-signature.ts'
import type { Db } from '../../db/tables.ts'
import { packRun, type RunStates } from './grid-states.ts'

interface Known {
  /** What the run was, and the last change of anybody, when its states were read. */
  readonly mark: string
  readonly atMs: number
  readonly states: RunStates
}

const MOST_RUNS = 2000
/** Later than that a run is read again whatever is known, in case that something changed it without a word. */
const LONGEST_MS = 60_000
/** Letters of states that go on although their run has ended, when it was ended by hand. */
const GOES_ON = /[rqczde]/

/**
 * The states of tasks in runs, which are read once of a run that has ended: only people change one that has ended, and
 * the audit log knows when they did. What goes on is read each time.
 */
export class KnownRuns {
  readonly #known = new Map<string, Known>()

  /** In the order of the runs. */
  async statesOf(db: Db, runs: readonly RunSummary[], nowMs: number): Promise<RunStates[]> {
    const auditId = await readLastAuditId(db)
    const marks = new Map(runs.map(run => [run, `${auditId} ${run.state} ${run.startDateMs} ${run.endDateMs}`]))
    const unknown = runs.filter(run => !this.#isKnown(run, marks.get(run) as string, nowMs))
    const read = await readRuns(db, unknown)
    for (const [run, states] of read) this.#keep(run, { mark: marks.get(run) as string, atMs: nowMs, states })
    return runs.map(run => read.get(run) ?? (this.#known.get(keyOf(run)) as Known).states)
  }

  #isKnown(run: RunSummary, mark: string, nowMs: number): boolean {
    const known = this.#known.get(keyOf(run))
    return known !== undefined && known.mark === mark && nowMs - known.atMs < LONGEST_MS
  }

  #keep(run: RunSummary, known: Known): void {
    const hasEnded = run.state === 'success' || run.state === 'failed'
    this.#known.delete(keyOf(run))
    if (!hasEnded || GOES_ON.test(known.states.letters)) return
    this.#known.set(keyOf(run), known)
    if (this.#known.size > MOST_RUNS) this.#known.delete(this.#known.keys().next().value as string)
  }
}

async function readRuns(db: Db, runs: readonly RunSummary[]): Promise<Map<RunSummary, RunStates>> {
  const [{ dagId } = { dagId: '' }] = runs
  const rows = await listGridStates(
    db,
    dagId,
    runs.map(run => run.runId),
  )
  const byRun = Map.groupBy(rows, row => row.run_id)
  return new Map(runs.map(run => [run, packRun(byRun.get(run.runId) ?? [])]))
}

const keyOf = ({ dagId, runId }: RunSummary): string => `${dagId}\0${runId}`
