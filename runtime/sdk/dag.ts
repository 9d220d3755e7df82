import { type DagDraft, keyProblem, newDraft } from './graph/draft.ts'
import { DagScope } from './graph/scope.ts'
import { optionsProblem } from './options/check.ts'
import { DAG_CHECKS, type DagOptions } from './options/dag-options.ts'
import { InvalidDag } from './options/invalid-dag.ts'
import { TASK_CHECKS } from './options/task-options.ts'

/** A DAG declared in TypeScript. Constructing it is enough for the DAG file to define it. */
export class Dag extends DagScope {
  /** What the DAG was constructed with. */
  readonly spec: DagOptions

  /** Throws InvalidDag for a bad id, an unknown option or a bad value. */
  constructor(dagId: string, spec: DagOptions = {}) {
    checkDag(dagId, spec)
    const options = Object.freeze({ ...spec })
    const draft = newDraft(dagId, options)
    super(draft, null)
    this.spec = options
    drafts.set(this, draft)
    constructed.add(this)
  }

  /** The ids of the tasks declared so far. */
  get taskIds(): readonly string[] {
    return [...draftOf(this).tasks.keys()]
  }
}

const drafts = new WeakMap<Dag, DagDraft>()

/** Every DAG constructed in this process since the registry was last cleared. */
export const constructed = new Set<Dag>()

export const draftOf = (dag: Dag): DagDraft => drafts.get(dag) as DagDraft

function checkDag(dagId: string, spec: DagOptions): void {
  const problem = keyProblem('DAG id', dagId) ?? optionsProblem(spec, DAG_CHECKS) ?? defaultArgsProblem(spec)
  if (problem !== null) throw new InvalidDag({ dagId: String(dagId) }, problem)
}

function defaultArgsProblem({ defaultArgs }: DagOptions): string | null {
  const { taskId: _, ...checks } = TASK_CHECKS
  const problem = defaultArgs === undefined ? null : optionsProblem(defaultArgs, checks)
  return problem === null ? null : `defaultArgs: ${problem}`
}
