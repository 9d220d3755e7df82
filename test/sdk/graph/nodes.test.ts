import { describe, expect, test } from 'vitest'
import { Dag } from '../../../runtime/sdk/index.ts'
import { downstreamOf } from '../serialized.ts'

const unchecked = (value: unknown): never => value as never

describe('inputs', () => {
  test('draw an edge from the task whose value they name', () => {
    const dag = new Dag('etl')
    const rows = dag.task('extract', async () => 42)()
    dag.task('load', async ({ rows }: { rows: number }) => rows)({ rows })
    expect(downstreamOf(dag)).toEqual({ extract: ['load'], load: [] })
  })

  test('must be named', () => {
    const dag = new Dag('etl')
    const rows = dag.task('extract', async () => 42)()
    const load = dag.task('load', async ({ rows }: { rows: number }) => rows)
    expect(() => load(unchecked(rows))).toThrow('inputs must be named, such as { rows: extract() }, got a reference')
    expect(() => load(unchecked(42))).toThrow('inputs must be named, such as { rows: extract() }, got 42')
  })

  test('cannot hide a reference inside an array or object', () => {
    const dag = new Dag('etl')
    const rows = dag.task('extract', async () => 42)()
    const load = dag.task('load', async ({ list }: { list: unknown }) => list)
    expect(() => load({ list: unchecked([{ rows }]) })).toThrow(
      'DAG "etl", task "load": input "list" holds a task reference at [0].rows; a reference must be the input itself',
    )
  })

  test.each([
    [new Date(), 'a Date'],
    [[new Map()], 'a Map at [0]'],
    [{ f: () => 1 }, 'a function at .f'],
    [Number.NaN, 'NaN'],
    [{ a: undefined }, 'undefined at .a'],
  ])('cannot be %j, which JSON does not carry', (value, told) => {
    const load = new Dag('etl').task('load', async ({ value }: { value: unknown }) => value)
    expect(() => load({ value: unchecked(value) })).toThrow(`input "value" holds ${told}, which JSON cannot carry`)
  })

  test('cannot hold themselves', () => {
    const loop: Record<string, unknown> = {}
    loop['loop'] = loop
    const load = new Dag('etl').task('load', async ({ value }: { value: unknown }) => value)
    expect(() => load({ value: unchecked(loop) })).toThrow('input "value" holds itself at .loop')
  })

  test('cannot come from another DAG, nor be a whole group', () => {
    const dag = new Dag('etl')
    const foreign = new Dag('other').task('extract', async () => 42)()
    const load = dag.task('load', async ({ rows }: { rows: number }) => rows)
    expect(() => load({ rows: foreign })).toThrow(
      'DAG "etl": "extract" belongs to DAG "other"; edges stay within one DAG',
    )
    expect(() => load({ rows: unchecked(dag.taskGroup('g')) })).toThrow('expected a task, got the task group "g"')
  })
})

describe('before and after', () => {
  test('order tasks without a value, and return the node they are called on', () => {
    const dag = new Dag('etl')
    const [a, b, c] = [dag.empty('a'), dag.empty('b'), dag.empty('c')]
    expect(a.before(b, c).before(b)).toBe(a)
    expect(c.after(a, b)).toBe(c)
    expect(downstreamOf(dag)).toEqual({ a: ['b', 'c'], b: ['c'], c: [] })
  })

  test('refuse what is no node of the DAG', () => {
    const a = new Dag('etl').empty('a')
    expect(() => a.before(unchecked({ dagId: 'etl', taskId: 'b' }))).toThrow(
      'DAG "etl": expected a task reference or a task group, got an object',
    )
    expect(() => a.after(new Dag('other').empty('b'))).toThrow('DAG "etl": "b" belongs to DAG "other"')
    expect(() => a.before(a)).toThrow('"a" cannot come before itself')
  })

  test('say that a factory has to be called first', () => {
    const dag = new Dag('etl')
    const factory = dag.task('b', async () => 1)
    expect(() => dag.empty('a').before(unchecked(factory))).toThrow(/got a function. A function returned by dag.task/)
  })
})

describe('task groups', () => {
  test('prefix what they hold, at every depth', () => {
    const dag = new Dag('etl')
    const outer = dag.taskGroup('outer')
    outer.bash('run', { command: 'true' })
    outer.taskGroup('inner').task('deep', async () => 1)()
    expect(dag.taskIds).toEqual(['outer.run', 'outer.inner.deep'])
  })

  test('leave ids as they are with prefixGroupId false, as Airflow also below a group that prefixes', () => {
    const dag = new Dag('etl')
    const bare = dag.taskGroup('outer').taskGroup('bare', { prefixGroupId: false })
    bare.empty('run')
    bare.taskGroup('nested').empty('run')
    expect(dag.taskIds).toEqual(['run', 'nested.run'])
  })

  test('stand for their first and last tasks in edges, also for tasks that are added later', () => {
    const dag = new Dag('etl')
    const [start, end, group] = [dag.empty('start'), dag.empty('end'), dag.taskGroup('g')]
    group.after(start).before(end)
    const [a, b, c] = [group.empty('a'), group.empty('b'), group.empty('c')]
    a.before(b)
    c.after(a)
    expect(downstreamOf(dag)).toEqual({
      start: ['g.a'],
      end: [],
      'g.a': ['g.b', 'g.c'],
      'g.b': ['end'],
      'g.c': ['end'],
    })
  })

  test('can be ordered among each other, inside another group', () => {
    const dag = new Dag('etl')
    const outer = dag.taskGroup('o')
    const [one, two] = [outer.taskGroup('1'), outer.taskGroup('2')]
    one.empty('a')
    two.empty('b')
    one.before(two)
    outer.before(dag.empty('end'))
    expect(downstreamOf(dag)).toEqual({ end: [], 'o.1.a': ['o.2.b'], 'o.2.b': ['end'] })
  })

  test('count the edges that values draw', () => {
    const dag = new Dag('etl')
    const group = dag.taskGroup('g')
    const rows = group.task('extract', async () => 1)()
    group.task('load', async ({ rows }: { rows: number }) => rows)({ rows })
    group.before(dag.empty('end'))
    expect(downstreamOf(dag)).toEqual({ 'g.extract': ['g.load'], 'g.load': ['end'], end: [] })
  })

  test('cannot be ordered against what they hold', () => {
    const group = new Dag('etl').taskGroup('g')
    const inner = group.taskGroup('inner').empty('a')
    expect(() => group.before(inner)).toThrow('"g" cannot come before "g.inner.a", since one contains the other')
  })

  test('need a task to stand in an edge', () => {
    const dag = new Dag('etl')
    dag.taskGroup('hollow').before(dag.empty('end'))
    expect(() => downstreamOf(dag)).toThrow('DAG "etl": the task group "hollow" stands in an edge but holds no task')
  })

  test.each(['a.b', '', 'two words', 'x'.repeat(201)])('cannot be called %j', id => {
    expect(() => new Dag('etl').taskGroup(id)).toThrow(
      /group id .* must be 1 to 200 letters, digits, dashes and underscores/,
    )
  })

  test('know their options', () => {
    expect(() => new Dag('etl').taskGroup('g', unchecked({ prefix: false }))).toThrow(
      'DAG "etl": task group "g": option "prefix" is unknown. Known options: prefixGroupId, tooltip',
    )
  })
})
