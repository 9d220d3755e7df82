import { Dag, draftOf } from './dag.ts'
import type { Handler } from './graph/draft.ts'
import { described } from './options/check.ts'
import { InvalidDag } from './options/invalid-dag.ts'

/** Keeps DAGs together, as Airflow's SDK wants it; here a DAG counts as soon as it is constructed. */
export class Bundle {
  readonly #dags = new Map<string, Dag>()

  constructor(...items: readonly (Dag | TaskHandler)[]) {
    this.register(...items)
  }

  register(...items: readonly (Dag | TaskHandler)[]): void {
    for (const item of items) {
      if (item instanceof TaskHandler) throw new InvalidDag(item, STUBS_ARE_NOT_SUPPORTED)
      if (!(item instanceof Dag)) throw new TypeError(`Bundle.register takes DAGs, got ${described(item)}`)
      if (this.#dags.has(item.dagId)) throw new InvalidDag(item, 'is registered twice')
      this.#dags.set(item.dagId, item)
    }
  }

  /** The function that a task of a registered DAG runs; undefined when there is none. */
  getTaskHandler(dagId: string, taskId: string): Handler | undefined {
    const dag = this.#dags.get(dagId)
    const operator = dag === undefined ? undefined : draftOf(dag).tasks.get(taskId)?.operator
    return operator !== undefined && 'handler' in operator ? operator.handler : undefined
  }

  /** Does nothing: the workers load the DAG file themselves. */
  async serve(): Promise<void> {}
}

/** The TypeScript side of a task that a Python file declares. */
export class TaskHandler {
  readonly dagId: string
  readonly taskId: string
  readonly handler: (...args: never[]) => unknown

  constructor(dagId: string, taskId: string, handler: (...args: never[]) => unknown) {
    this.dagId = dagId
    this.taskId = taskId
    this.handler = handler
  }
}

const STUBS_ARE_NOT_SUPPORTED =
  'is a handler for a task declared in a Python file, which is not supported yet. Declare the DAG here: new Dag(...)'
