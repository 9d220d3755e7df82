import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { RUNTIME_BUCKETS } from '../../../runtime/flower/state/task-metrics.ts'
import { newTask } from '../../../runtime/flower/state/task-record.ts'
import { event, heartbeat, NAME, NODE, NOW_MS, stateAt, taskEvents } from './events.ts'

describe('a worker', () => {
  test('is what its heartbeats tell', () => {
    const { state } = stateAt()
    state.fold(heartbeat({ sw_ver: '0.3', sw_sys: 'linux' }))
    expect(state.worker(NODE)).toMatchObject({
      ...{ pid: 7, freq: 2, active: 1, processed: 5, loadavg: [1, 2, 3] },
      ...{ swIdent: 'slipstream', swVer: '0.3', swSys: 'linux', heartbeats: [NOW_MS / 1000] },
    })
    expect(state.aliveWorkers).toEqual([NODE])
  })

  test('is offline when it says so, and when its heartbeats stop', () => {
    const scene = stateAt()
    scene.state.fold(heartbeat())
    scene.nowMs += 11_000
    expect(scene.state.aliveWorkers).toEqual([])
    scene.state.fold(heartbeat())
    expect(scene.state.aliveWorkers).toEqual([NODE])
    scene.state.fold(event('worker-offline'))
    expect(scene.state.aliveWorkers).toEqual([])
    expect(scene.state.worker(NODE)?.active).toBe(0)
  })

  test('is not brought back by task events that come after its goodbye', () => {
    const { state } = stateAt()
    for (const one of [heartbeat(), event('worker-offline'), ...taskEvents('a', 'task-succeeded')]) state.fold(one)
    expect(state.aliveWorkers).toEqual([])
    state.fold(event('worker-online', { freq: 2 }))
    expect(state.aliveWorkers).toEqual([NODE])
  })

  test('counts its events by type', () => {
    const { state } = stateAt()
    for (const end of ['task-succeeded', 'task-failed', 'task-succeeded', 'task-retried'])
      for (const one of taskEvents(end + Math.random(), end)) state.fold(one)
    expect(Object.fromEntries(state.worker(NODE)?.events ?? [])).toEqual({
      'task-received': 4,
      'task-started': 4,
      'task-succeeded': 2,
      'task-failed': 1,
      'task-retried': 1,
    })
  })

  test('that has been offline for long is forgotten', () => {
    const scene = stateAt({ purgeOfflineMs: 60_000 })
    scene.state.fold(heartbeat())
    scene.nowMs += 59_000
    expect(scene.state.workers).toHaveLength(1)
    scene.nowMs += 2_000
    expect(scene.state.workers).toHaveLength(0)
  })
})

describe('a task', () => {
  test('goes through its states, and keeps when', () => {
    const { state } = stateAt()
    const states = taskEvents('a', 'task-succeeded', { result: 'None', runtime: 0.5 }).map(one => {
      state.fold(one)
      return state.task('a')?.state
    })
    expect(states).toEqual(['RECEIVED', 'STARTED', 'SUCCESS'])
    expect(state.task('a')).toMatchObject({
      ...{ name: NAME, worker: NODE, received: 100, started: 101, succeeded: 102, timestamp: 102 },
      ...{ result: 'None', runtime: 0.5, kwargs: '{}', retries: 0 },
      attempt: { dagId: 'etl', taskId: 'load', runId: 'run_1', mapIndex: -1 },
    })
  })

  test('is not put back by events that come late, but learns from them', () => {
    const { state } = stateAt()
    const [received, started, ended] = taskEvents('a', 'task-succeeded')
    for (const one of [ended, started, received]) if (one !== undefined) state.fold(one)
    expect(state.task('a')).toMatchObject({ state: 'SUCCESS', name: NAME, received: 100, started: 101, succeeded: 102 })
  })

  test('begins again after a retry and after a rejection', () => {
    for (const end of ['task-retried', 'task-rejected']) {
      const { state } = stateAt()
      for (const one of taskEvents('a', end)) state.fold(one)
      expect(state.task('a')?.state).toBe(end === 'task-retried' ? 'RETRY' : 'REJECTED')
      state.fold(event('task-started', { uuid: 'a' }))
      expect(state.task('a')?.state).toBe('STARTED')
    }
  })

  test('that was sent by a scheduler makes no worker of it', () => {
    const { state } = stateAt()
    state.fold(event('task-sent', { uuid: 'a', name: NAME, hostname: 'gen1@scheduler' }))
    expect(state.task('a')).toMatchObject({ state: 'PENDING', client: 'gen1@scheduler', worker: null })
    expect(state.workers).toEqual([])
  })

  test('keeps the beginning and the end of texts that are too long', () => {
    const { state } = stateAt()
    const traceback = `first${'x'.repeat(100_000)}last`
    for (const one of taskEvents('a', 'task-failed', { traceback, exception: 'E' })) state.fold(one)
    const kept = state.task('a')?.traceback ?? ''
    expect(kept.length).toBeLessThanOrEqual(4096)
    expect(kept).toMatch(/^first.* … .*last$/)
  })

  test('keeps nothing of what was left out of a long text', () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const { state } = stateAt({ maxTasks: 1_000 })
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < 1_000; index += 1) {
      const traceback = `${index}`.repeat(200_000 / `${index}`.length)
      for (const one of taskEvents(`t${index}`, 'task-failed', { traceback })) state.fold(one)
    }
    collectGarbage()
    expect((process.memoryUsage().heapUsed - before) / 1024 ** 2).toBeLessThan(40)
    expect(state.taskCount).toBe(1_000)
  })

  test('of an earlier time counts less than what events tell', () => {
    const { state } = stateAt()
    state.fold(event('task-started', { uuid: 'a' }))
    state.seed([{ ...newTask('a'), state: 'FAILURE' }, newTask('b')])
    expect(state.task('a')?.state).toBe('STARTED')
    expect(state.task('b')?.state).toBe('PENDING')
  })
})

describe('metrics', () => {
  const metrics = (state: ReturnType<typeof stateAt>['state']) => state.worker(NODE)?.tasks.get(NAME)

  test('count what waits at a worker, until it starts or ends without', () => {
    const { state } = stateAt()
    const [received, started, ended] = taskEvents('a', 'task-succeeded') as [never, never, never]
    state.fold(received)
    expect(metrics(state)?.prefetched).toBe(1)
    state.fold(started)
    expect(metrics(state)).toMatchObject({ prefetched: 0, prefetchSeconds: 1 })
    state.fold(ended)
    expect(metrics(state)).toMatchObject({ prefetched: 0, prefetchSeconds: 0 })
    for (const one of taskEvents('b', 'task-succeeded').filter(({ type }) => type !== 'task-started')) state.fold(one)
    expect(metrics(state)?.prefetched).toBe(0)
  })

  test('put runtimes into buckets', () => {
    const { state } = stateAt()
    for (const [index, runtime] of [0.02, 0.3, 30].entries())
      for (const one of taskEvents(`t${index}`, 'task-succeeded', { runtime })) state.fold(one)
    const runtime = metrics(state)?.runtime
    expect(runtime?.count).toBe(3)
    expect(runtime?.sum).toBeCloseTo(30.32)
    expect(RUNTIME_BUCKETS.filter((_, index) => runtime?.counts[index] === 1)).toEqual([0.025, 0.5])
  })
})

test('what is no event of a worker or a task is passed over', () => {
  const { state } = stateAt()
  for (const one of [event('other'), event('task-started'), event('task-started', { uuid: 5 })]) state.fold(one)
  state.fold(event('worker-online', { hostname: 5 as never }))
  state.fold(event('task-unheard-of', { uuid: 'a' }))
  expect(state.workers.map(({ name }) => name)).toEqual([NODE])
  expect(state.task('a')?.state).toBe('PENDING')
})

test('two hundred thousand tasks of many workers leave no more than is kept', () => {
  const { state } = stateAt({ maxTasks: 1_000, maxWorkers: 50 })
  for (let index = 0; index < 200_000; index += 1)
    state.fold(event('task-received', { uuid: `t${index}`, name: NAME, hostname: `celery@${index % 80}`, args: '[]' }))
  expect(state.taskCount).toBe(1_000)
  expect(state.newestTasks[0]?.uuid).toBe('t199999')
  expect(state.newestTasks.at(-1)?.uuid).toBe('t199000')
  expect(state.task('t0')).toBeUndefined()
  expect(state.workers).toHaveLength(50)
  const waiting = state.workers.map(({ tasks }) => tasks.get(NAME)?.prefetched ?? 0)
  expect(waiting.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1_000)
})
