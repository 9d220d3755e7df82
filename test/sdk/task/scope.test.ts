import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { getClient, getContext } from '../../../runtime/sdk/index.ts'
import { taskClient } from '../../../runtime/sdk/task/client.ts'
import { runInTaskScope, type TaskScope } from '../../../runtime/sdk/task/scope.ts'

function scopeOf(taskId: string): TaskScope {
  const context = {
    dagId: 'etl',
    taskId,
    runId: 'manual__1',
    tryNumber: 1,
    maxTries: 0,
    mapIndex: -1,
    signal: new AbortController().signal,
    logicalDate: new Date(0),
    dataIntervalStart: null,
    dataIntervalEnd: null,
    params: {},
    dagRun: { runId: 'manual__1', runType: 'manual', externalTrigger: true, conf: {}, startDate: null },
  } as const
  const variables = new Map([['region', 'eu']])
  const client = taskClient({
    getVariable: async key => variables.get(key) ?? null,
    setVariable: async (key, value) => void variables.set(key, value),
    deleteVariable: async key => void variables.delete(key),
    getConnection: async () => null,
    getXCom: async () => null,
    setXCom: async () => {},
  })
  return { context, client }
}

test('the getters follow a handler through its awaits, each attempt its own', async () => {
  const handler = async () => {
    await setImmediate()
    return `${getContext().taskId} ${await getClient().getVariable('region')}`
  }
  const attempts = ['a', 'b'].map(taskId => runInTaskScope(scopeOf(taskId), handler))
  expect(getContext).toThrow('only inside a task handler')
  expect(await Promise.all(attempts)).toEqual(['a eu', 'b eu'])
})

test('the getters throw outside of a handler', () => {
  expect(getContext).toThrow('getContext() works only inside a task handler')
  expect(getClient).toThrow('getClient() works only inside a task handler')
})

test('the forms that throw name what is missing and how to create it', async () => {
  const { client } = scopeOf('a')
  expect(await client.getVariableOrThrow('region')).toBe('eu')
  await expect(client.getVariableOrThrow('zone')).rejects.toThrow(
    'Variable zone does not exist. Create it with: airflow variables set zone VALUE',
  )
  await expect(client.getConnectionOrThrow('db')).rejects.toMatchObject({
    name: 'ConnectionNotFoundError',
    connId: 'db',
  })
  await expect(client.getXComOrThrow({ key: 'rows', taskId: 'extract' })).rejects.toThrow(
    'No XCom "rows" of task "extract"',
  )
})

test('what a handler sets it can read', async () => {
  const { client } = scopeOf('a')
  await client.setVariable('zone', '1')
  expect(await client.getVariable('zone')).toBe('1')
  await client.deleteVariable('zone')
  expect(await client.getVariable('zone')).toBeNull()
})
