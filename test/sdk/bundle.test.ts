import { expect, test } from 'vitest'
import { Bundle, Dag, TaskHandler } from '../../runtime/sdk/index.ts'

test('a bundle keeps DAGs and serves at once', async () => {
  const dag = new Dag('etl')
  const load = async () => 1
  dag.task('load', load)()
  const bundle = new Bundle(dag)
  await bundle.serve()
  expect(bundle.getTaskHandler('etl', 'load')).toBe(load)
  expect(bundle.getTaskHandler('etl', 'other')).toBeUndefined()
  expect(bundle.getTaskHandler('other', 'load')).toBeUndefined()
})

test('a bundle refuses handlers of Python DAGs with the way out', () => {
  expect(() => new Bundle().register(new TaskHandler('py_dag', 'load', async () => 1))).toThrow(
    'DAG "py_dag", task "load": is a handler for a task declared in a Python file, which is not supported yet',
  )
})

test('a bundle refuses anything else, and the same id twice', () => {
  expect(() => new Bundle({} as never)).toThrow('Bundle.register takes DAGs, got an object')
  expect(() => new Bundle(new Dag('etl'), new Dag('etl'))).toThrow('DAG "etl": is registered twice')
})
