import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Occupancy, pickQueueable, type QueueRequest } from '../../runtime/model/limits.ts'

const request = (taskId: string, given: Partial<QueueRequest> = {}): QueueRequest => ({
  dagId: 'd',
  runId: 'r',
  taskId,
  mapIndex: -1,
  pool: 'p',
  poolSlots: 1,
  priorityWeight: 1,
  logicalDateMs: 0,
  maxActiveTasks: 16,
  maxActiveTisPerDag: null,
  maxActiveTisPerDagrun: null,
  ...given,
})

const room = (given: Partial<Occupancy> = {}): Occupancy => ({
  pools: new Map([['p', 100]]),
  usage: [],
  openSlots: 100,
  ...given,
})

const using = (given: Partial<Occupancy['usage'][number]>): Occupancy['usage'] => [
  { pool: 'p', dagId: 'd', runId: 'r', taskId: 'a', instances: 1, poolSlots: 1, ...given },
]

/** `picked`, or why not. */
function outcomes(requests: readonly QueueRequest[], occupancy: Occupancy): Record<string, string> {
  const { picked, waiting } = pickQueueable(requests, occupancy)
  return Object.fromEntries([
    ...picked.map(one => [one.taskId, 'picked']),
    ...waiting.map(({ request: one, obstacle }) => [one.taskId, obstacle]),
  ])
}

describe('pools', () => {
  test('a pool that does not exist lets nothing through', () => {
    expect(outcomes([request('a', { pool: 'x' }), request('b')], room())).toEqual({ a: 'pool_missing', b: 'picked' })
  })

  test('a task that wants more than the pool has is told apart from one that finds it full', () => {
    const pools = new Map([['p', 3]])
    const requests = [request('a', { poolSlots: 4 }), request('b', { poolSlots: 3 }), request('c', { poolSlots: 1 })]
    expect(outcomes(requests, room({ pools, usage: using({ poolSlots: 2 }) }))).toEqual({
      a: 'pool_too_small',
      b: 'pool_full',
      c: 'picked',
    })
  })

  test('a pool of -1 slots is without limit, one of 0 holds tasks back', () => {
    const pools = new Map([
      ['open', -1],
      ['shut', 0],
    ])
    const requests = [request('a', { pool: 'open', poolSlots: 999 }), request('b', { pool: 'shut' })]
    expect(outcomes(requests, room({ pools }))).toEqual({ a: 'picked', b: 'pool_full' })
  })

  test('the default of a task in another DAG uses the same slots', () => {
    const occupancy = room({ pools: new Map([['p', 1]]), usage: using({ dagId: 'other' }) })
    expect(outcomes([request('a')], occupancy)).toEqual({ a: 'pool_full' })
  })
})

describe('order', () => {
  test('is weight, then logical date, then map index, then as given', () => {
    const requests = [
      request('light'),
      request('late', { priorityWeight: 5, logicalDateMs: 2 }),
      request('second', { priorityWeight: 5, logicalDateMs: 1, mapIndex: 1 }),
      request('first', { priorityWeight: 5, logicalDateMs: 1, mapIndex: 0 }),
      request('heavy', { priorityWeight: 9, logicalDateMs: 3 }),
      request('last'),
    ]
    const { picked } = pickQueueable(requests, room())
    expect(picked.map(one => one.taskId)).toEqual(['heavy', 'first', 'second', 'late', 'light', 'last'])
  })

  test('a lighter task may pass a heavier one that has no room', () => {
    const pools = new Map([['p', 2]])
    const requests = [request('wide', { priorityWeight: 9, poolSlots: 2 }), request('narrow')]
    expect(outcomes(requests, room({ pools, usage: using({}) }))).toEqual({ wide: 'pool_full', narrow: 'picked' })
  })
})

describe('limits', () => {
  test('parallelism: no more than the executor has open', () => {
    expect(outcomes([request('a'), request('b')], room({ openSlots: 1 }))).toEqual({ a: 'picked', b: 'no_open_slot' })
    expect(outcomes([request('a')], room({ openSlots: -3 }))).toEqual({ a: 'no_open_slot' })
    expect(outcomes([request('a')], room({ openSlots: Infinity }))).toEqual({ a: 'picked' })
  })

  test('max_active_tasks counts the tasks of all runs of the DAG, and of no other', () => {
    const usage = using({ runId: 'other', instances: 2 })
    const requests = [request('a', { maxActiveTasks: 2 }), request('b', { dagId: 'e', maxActiveTasks: 2 })]
    expect(outcomes(requests, room({ usage }))).toEqual({ a: 'max_active_tasks', b: 'picked' })
  })

  test('max_active_tis_per_dag counts one task over all runs, max_active_tis_per_dagrun in its run', () => {
    const usage = using({ runId: 'other' })
    expect(outcomes([request('a', { maxActiveTisPerDag: 1 })], room({ usage }))).toEqual({
      a: 'max_active_tis_per_dag',
    })
    expect(outcomes([request('b', { maxActiveTisPerDag: 1 })], room({ usage }))).toEqual({ b: 'picked' })
    expect(outcomes([request('a', { maxActiveTisPerDagrun: 1 })], room({ usage }))).toEqual({ a: 'picked' })
    expect(outcomes([request('a', { maxActiveTisPerDagrun: 1 })], room({ usage: using({}) }))).toEqual({
      a: 'max_active_tis_per_dagrun',
    })
  })
})

describe('any requests and occupancy', () => {
  const POOLS = ['p', 'q', 'r']
  const requests = fc.array(
    fc.record({
      dagId: fc.constantFrom('d', 'e'),
      runId: fc.constantFrom('r1', 'r2'),
      taskId: fc.constantFrom('a', 'b', 'c'),
      pool: fc.constantFrom(...POOLS, 'missing'),
      poolSlots: fc.integer({ min: 1, max: 4 }),
      priorityWeight: fc.nat(5),
      logicalDateMs: fc.nat(3),
      mapIndex: fc.integer({ min: -1, max: 3 }),
    }),
    { maxLength: 40 },
  )
  const limits = fc.record({
    pools: fc.array(fc.integer({ min: -1, max: 8 }), { minLength: 3, maxLength: 3 }),
    openSlots: fc.integer({ min: 0, max: 30 }),
    maxActiveTasks: fc.integer({ min: 0, max: 10 }),
    maxActiveTisPerDag: fc.option(fc.integer({ min: 1, max: 4 })),
    maxActiveTisPerDagrun: fc.option(fc.integer({ min: 1, max: 3 })),
  })
  type Drawn = typeof requests extends fc.Arbitrary<infer R> ? R : never
  type Limits = typeof limits extends fc.Arbitrary<infer L> ? L : never

  const sumBy = (
    picked: readonly QueueRequest[],
    key: (one: QueueRequest) => string,
    size = (_: QueueRequest) => 1,
  ) => {
    const sums = new Map<string, number>()
    for (const one of picked) sums.set(key(one), (sums.get(key(one)) ?? 0) + size(one))
    return sums
  }
  const most = (sums: ReadonlyMap<string, number>): number => Math.max(0, ...sums.values())

  function pick(drawn: Drawn, limit: Limits) {
    const { pools, openSlots, ...ofTasks } = limit
    const all = drawn.map(one => request(one.taskId, { ...one, ...ofTasks }))
    const slots = new Map(POOLS.map((pool, at) => [pool, pools[at] as number]))
    return { all, slots, ...pickQueueable(all, room({ pools: slots, openSlots })) }
  }

  test('exceed no limit, and every request is either picked or waits', () => {
    fc.assert(
      fc.property(requests, limits, (drawn, limit) => {
        const { all, slots, picked, waiting } = pick(drawn, limit)
        expect(picked.length + waiting.length).toBe(all.length)
        expect(picked.length).toBeLessThanOrEqual(limit.openSlots)
        const inPools = sumBy(
          picked,
          one => one.pool,
          one => one.poolSlots,
        )
        for (const [pool, used] of inPools)
          if (slots.get(pool) !== -1) expect(used).toBeLessThanOrEqual(slots.get(pool) ?? 0)
        expect(most(sumBy(picked, one => one.dagId))).toBeLessThanOrEqual(limit.maxActiveTasks)
        const ofTask = sumBy(picked, one => one.dagId + one.taskId)
        expect(most(ofTask)).toBeLessThanOrEqual(limit.maxActiveTisPerDag ?? Infinity)
        const ofRun = sumBy(picked, one => one.dagId + one.runId + one.taskId)
        expect(most(ofRun)).toBeLessThanOrEqual(limit.maxActiveTisPerDagrun ?? Infinity)
      }),
    )
  })

  test('leave nobody waiting who has room', () => {
    fc.assert(
      fc.property(requests, limits, (drawn, limit) => {
        const { slots, picked, waiting } = pick(drawn, limit)
        const usage = picked.map(one => ({ ...one, instances: 1 }))
        const openSlots = limit.openSlots - picked.length
        const again = pickQueueable(
          waiting.map(one => one.request),
          { pools: slots, usage, openSlots },
        )
        expect(again.picked).toEqual([])
      }),
    )
  })
})
