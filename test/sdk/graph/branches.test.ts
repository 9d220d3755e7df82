import { describe, expect, test } from 'vitest'
import { Dag } from '../../../runtime/sdk/index.ts'
import { downstreamOf, serialized, serializedTask } from '../serialized.ts'

const unchecked = (value: unknown): never => value as never

function threeTasks() {
  const dag = new Dag('etl')
  return { dag, gate: dag.task('gate', async () => true)(), yes: dag.empty('yes'), no: dag.empty('no') }
}

describe('dag.if', () => {
  test('draws an edge to both sides and makes the condition a branch', () => {
    const { dag, gate, yes, no } = threeTasks()
    dag.if(gate).then(yes).else(no)
    expect(downstreamOf(dag)).toEqual({ gate: ['no', 'yes'], yes: [], no: [] })
    expect(serializedTask(dag, 'gate')).toMatchObject({ isBranching: true, operator: 'BranchTypeScriptOperator' })
    expect(serializedTask(dag, 'yes').isBranching).toBe(false)
  })

  test('declares the condition itself when it is given a handler', () => {
    const { dag, yes } = threeTasks()
    const rows = dag.task('extract', async () => 3)()
    const hasRows = async ({ rows }: { rows: number }): Promise<boolean> => rows > 0
    const condition = dag.if(hasRows, { rows }, { retries: 2 })
    condition.then(yes)
    condition.before(dag.empty('later'))
    expect(condition.taskId).toBe('hasRows')
    expect(downstreamOf(dag)).toMatchObject({ extract: ['hasRows'], hasRows: ['later', 'yes'] })
    expect(serializedTask(dag, 'hasRows')).toMatchObject({ retries: 2, isBranching: true })
  })

  test('takes another condition, and a group', () => {
    const { dag, gate, yes } = threeTasks()
    const inner = dag.if(async () => true, undefined, { taskId: 'inner' })
    const group = dag.taskGroup('g')
    group.empty('a').before(group.empty('b'))
    inner.then(yes)
    dag.if(gate).then(inner).else(group)
    expect(downstreamOf(dag)).toMatchObject({ gate: ['g.a', 'inner'], inner: ['yes'] })
  })

  test('needs a branch by the time the file has run', () => {
    const { dag, gate } = threeTasks()
    dag.if(gate)
    expect(() => serialized(dag)).toThrow('DAG "etl", task "gate": the condition names no branch. Add .then(task)')
  })

  test('names each side once, and two different ones', () => {
    const { dag, gate, yes, no } = threeTasks()
    const condition = dag.if(gate)
    const other = condition.then(yes)
    expect(() => condition.then(no)).toThrow('the condition already has a "then" branch, "yes"')
    expect(() => other.else(yes)).toThrow('both branches of the condition are "yes", so it decides nothing')
  })

  test('says so when it is awaited', async () => {
    const { dag, gate } = threeTasks()
    await expect(Promise.resolve(unchecked(dag.if(gate)))).rejects.toThrow('dag.if(...) is awaited')
  })

  test('is for one decision of a task with a handler', () => {
    const { dag, gate, yes } = threeTasks()
    dag.if(gate).then(yes)
    expect(() => dag.if(gate)).toThrow('DAG "etl", task "gate": already decides a branch')
    expect(() => dag.if(unchecked(dag.bash('run', { command: 'true' })))).toThrow(
      'cannot decide for dag.if or dag.switch',
    )
  })
})

describe('dag.switch', () => {
  test('draws an edge to every case', () => {
    const { dag, yes, no } = threeTasks()
    const decider = dag.task('decider', async () => yes)()
    dag.switch(decider).case(yes).case(no)
    expect(downstreamOf(dag)['decider']).toEqual(['no', 'yes'])
  })

  test('declares the decider itself when it is given a handler', () => {
    const { dag, yes, no } = threeTasks()
    dag
      .switch(async () => no, undefined, { taskId: 'decider' })
      .case(yes)
      .case(no)
    expect(downstreamOf(dag)['decider']).toEqual(['no', 'yes'])
  })

  test('needs cases that differ', () => {
    const { dag, yes } = threeTasks()
    const decision = dag.switch(async () => yes, undefined, { taskId: 'decider' })
    expect(() => serialized(dag)).toThrow('DAG "etl", task "decider": the switch has no case. Add .case(task)')
    expect(() => decision.case(yes).case(yes)).toThrow('the switch has the case "yes" twice')
  })
})
