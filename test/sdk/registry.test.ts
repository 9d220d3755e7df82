import { beforeEach, describe, expect, test } from 'vitest'
import { Dag } from '../../runtime/sdk/index.ts'
import { callbacksOf, clearDags, collectDags, dagCallbacksOf, handlerOf } from '../../runtime/sdk/registry.ts'

beforeEach(clearDags)

describe('the DAGs of a file', () => {
  test('are those constructed while it ran', () => {
    const dag = new Dag('etl')
    expect(collectDags()).toEqual([dag])
  })

  test('are forgotten by clearDags', () => {
    new Dag('etl')
    clearDags()
    expect(collectDags()).toEqual([])
  })

  test('include those that it exports from a module loaded before, each once', () => {
    const imported = new Dag('imported')
    clearDags()
    const own = new Dag('own')
    expect(collectDags({ own, imported, again: imported, other: 5 })).toEqual([own, imported])
  })

  test('cannot share an id', () => {
    new Dag('etl')
    new Dag('etl')
    expect(() => collectDags()).toThrow('DAG "etl": is defined twice in one file')
  })
})

describe('the runner', () => {
  test('finds the function of a task', () => {
    const dag = new Dag('etl')
    const load = async () => 1
    dag.taskGroup('g').task('load', load)()
    expect(handlerOf(dag, 'g.load')).toBe(load)
  })

  test('is told when the file has changed since the task was scheduled', () => {
    const dag = new Dag('etl')
    dag.bash('run', { command: 'true' })
    expect(() => handlerOf(dag, 'gone')).toThrow('DAG "etl", task "gone": the DAG file no longer defines this task')
    expect(() => handlerOf(dag, 'run')).toThrow('DAG "etl", task "run": has no handler; it is a bash task')
  })

  test('finds callbacks of a task, of defaultArgs and of the DAG', () => {
    const [a, b, c] = [() => {}, () => {}, () => {}]
    const dag = new Dag('etl', { defaultArgs: { onFailure: a, onRetry: b }, onSuccess: c })
    dag.empty('load', { onFailure: [b, c] })
    expect(callbacksOf(dag, 'load')).toEqual({
      onExecute: [],
      onSuccess: [],
      onFailure: [b, c],
      onRetry: [b],
      onSkipped: [],
    })
    expect(dagCallbacksOf(dag)).toEqual({ onSuccess: [c], onFailure: [] })
  })
})
