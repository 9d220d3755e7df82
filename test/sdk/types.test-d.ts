/** Checked by tsc alone: each expected error must be one, everything else must compile. */
import {
  Dag,
  getClient,
  getContext,
  type JsonValue,
  type TaskContext,
  type TaskFactory,
  type TaskInputs,
  type TaskRef,
} from '../../runtime/sdk/index.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const yes = <T extends true>(): T => true as T

interface Rows {
  readonly region: string
  readonly count: number
}

export function typesOfCalls(): void {
  const dag = new Dag('types', { schedule: '@daily', startDate: new Date(), tags: ['a'], params: { a: [1] } })
  const extract = dag.task('extract', async (): Promise<Rows> => ({ region: 'eu', count: 1 }))
  const count = dag.task('count', async ({ rows }: { rows: Rows }) => rows.count)
  const load = dag.task('load', async (args: { total: number; region: string; dryRun?: boolean; at?: Date }) => {
    await getClient().setXCom({ key: 'at', value: [args.total, null, { region: args.region }] })
  })
  yes<Same<typeof extract, TaskFactory<undefined, Rows>>>()
  const rows = extract()
  yes<Same<typeof rows, TaskRef<Rows>>>()
  const total = count({ rows })
  yes<Same<typeof total, TaskRef<number>>>()
  count({ rows: { region: 'eu', count: 2 } })
  load({ total, region: 'eu' })
  load({ total: 3, region: dag.bash('region', { command: 'echo eu' }), dryRun: true })
  load({ total: 3, region: 'eu', at: dag.task('now', () => new Date())() })

  // @ts-expect-error an input is missing
  load({ total })
  // @ts-expect-error an input is misspelled
  load({ total, regoin: 'eu' })
  // @ts-expect-error a literal of the wrong type
  load({ total: '3', region: 'eu' })
  // @ts-expect-error a reference to a task of another type
  load({ total: rows, region: 'eu' })
  // @ts-expect-error a Date is not JSON, so only a reference can supply it
  load({ total, region: 'eu', at: new Date() })
  // @ts-expect-error a handler with arguments needs inputs
  count()
  // @ts-expect-error a handler without arguments takes none
  extract({ rows: 1 })
  // @ts-expect-error a reference nested in an object is no Rows
  count({ rows: { region: 'eu', count: total } })
  // @ts-expect-error a reference is no function
  rows()
}

export function typesOfOptions(): void {
  const dag = new Dag('types')
  dag.task('a', () => 1, {
    retries: 2,
    retryDelay: 30,
    triggerRule: 'all_done',
    onFailure: ({ exception }) => void exception,
  })
  dag.task(async function named() {}, { taskId: 'named' })
  // @ts-expect-error the schedule is no number
  new Dag('types', { schedule: 5 })
  // @ts-expect-error an unknown option of a DAG
  new Dag('types', { shedule: '@daily' })
  // @ts-expect-error an unknown option of a task
  dag.task('b', () => 1, { retry: 2 })
  // @ts-expect-error a trigger rule that does not exist
  dag.task('c', () => 1, { triggerRule: 'all_sucess' })
  // @ts-expect-error the id is given already
  dag.task('d', () => 1, { taskId: 'e' })
  // @ts-expect-error a handler is missing
  dag.task('e')
  // @ts-expect-error a command is missing
  dag.bash('f', { cwd: '/' })
  // @ts-expect-error the DAG to run is missing
  dag.triggerDagRun({ taskId: 'g' })
}

export function typesOfBranches(): void {
  const dag = new Dag('types')
  const [a, b, group] = [dag.empty('a'), dag.empty('b'), dag.taskGroup('g')]
  const gate = dag.task('gate', async () => true)()
  const decider = dag.task('decider', async () => (Math.random() > 0.5 ? a : b))()
  dag.if(gate).then(a).else(group)
  dag.switch(decider).case(a).case(b)
  dag.if(async ({ on }: { on: boolean }) => on, { on: gate }, { taskId: 'on' }).then(a)
  dag
    .branch('one', () => ['a', b, group])()
    .before(a, b, group)
  const circuit = dag.shortCircuit('two', ({ n }: { n: number }) => n, { ignoreDownstreamTriggerRules: false })({
    n: 1,
  })
  yes<Same<typeof circuit, TaskRef<number>>>()
  a.before(group).after(b)
  group.before(a).taskGroup('h').bash('run', { command: 'true' })

  // @ts-expect-error the condition's task returns no boolean
  dag.if(circuit)
  // @ts-expect-error the condition's handler needs its input
  dag.if(async ({ on }: { on: boolean }) => on, undefined, { taskId: 'off' })
  // @ts-expect-error the decider returns no reference
  dag.switch(gate)
  // @ts-expect-error a branch returns ids or references
  dag.branch('three', () => 5)
  // @ts-expect-error a string is no node
  a.before('b')
}

export async function typesInHandlers(): Promise<void> {
  const context: TaskContext = getContext()
  yes<Same<typeof context.logicalDate, Date>>()
  yes<Same<typeof context.params, Readonly<Record<string, JsonValue>>>>()
  const count = await getClient().getXCom<number>({ key: 'count', taskId: 'count' })
  yes<Same<typeof count, number | null>>()
  const sure = await getClient().getXComOrThrow<number>({ key: 'count' })
  yes<Same<typeof sure, number>>()
  // @ts-expect-error options use Airflow's TypeScript names
  await getClient().getXCom({ key: 'count', task_id: 'count' })
  // @ts-expect-error an XCom is JSON
  await getClient().setXCom({ key: 'at', value: new Date() })
}

export function typesOfInputs(): void {
  const anything: TaskInputs<{ value: unknown }> = { value: [1, { a: 'b' }] }
  const list: TaskInputs<{ rows: Rows[] }> = { rows: [{ region: 'eu', count: 1 }] }
  void [anything, list]
}
