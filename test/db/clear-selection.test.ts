import { beforeAll, describe, expect, test } from 'vitest'
import {
  type ClearSelection,
  InvalidTaskRegex,
  selectInstancesToClear,
  selectTaskIds,
} from '../../runtime/db/clear-selection.ts'
import { dagGraph } from '../../runtime/model/dag.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, DAY_MS, FIRST_DAY_MS, storeRuns, storeSpec } from './stored-runs.ts'

const graph = dagGraph(chainDag('selected'))

describe('selectTaskIds', () => {
  test('means all tasks where none is named', () => {
    expect(selectTaskIds(graph, {})).toEqual(['first', 'aside', 'second', 'third'])
  })

  test('finds a pattern anywhere in the task id', () => {
    expect(selectTaskIds(graph, { taskRegex: 'ir' })).toEqual(['first', 'third'])
  })

  test('adds what is upstream and downstream of the tasks named', () => {
    expect(selectTaskIds(graph, { taskIds: ['second'], upstream: true })).toEqual(['first', 'second'])
    expect(selectTaskIds(graph, { taskIds: ['second'], downstream: true })).toEqual(['second', 'third'])
  })

  test('says what is wrong with a pattern that is no regular expression', () => {
    expect(() => selectTaskIds(graph, { taskRegex: 'a(' })).toThrow(InvalidTaskRegex)
    expect(() => selectTaskIds(graph, { taskRegex: 'a(' })).toThrow(/"a\(" is not a regular expression/)
  })
})

describeOnEachDatabase('selectInstancesToClear', current => {
  beforeAll(async () => {
    const { database } = current()
    const dag = await storeSpec(database, chainDag('selected'))
    await storeRuns(database, dag, [
      { first: 'success', second: 'failed', third: 'upstream_failed', aside: 'running' },
      { first: 'failed' },
    ])
  })
  const select = async (selection: ClearSelection): Promise<string[]> => {
    const instances = await selectInstancesToClear(current().database.kysely, graph, selection)
    return instances.map(({ runId, taskId }) => `${runId.slice(19, 21)} ${taskId}`)
  }

  test('names every task instance by logical date, then in the order of the graph', async () => {
    expect(await select({})).toEqual(
      ['01', '02'].flatMap(day => ['first', 'aside', 'second', 'third'].map(id => `${day} ${id}`)),
    )
  })

  test('takes failed and upstream_failed ones for failed', async () => {
    expect(await select({ onlyFailed: true })).toEqual(['01 second', '01 third', '02 first'])
  })

  test('adds running ones where both are asked for', async () => {
    expect(await select({ onlyFailed: true, onlyRunning: true, endMs: FIRST_DAY_MS })).toEqual([
      '01 aside',
      '01 second',
      '01 third',
    ])
    expect(await select({ onlyRunning: true })).toEqual(['01 aside'])
  })

  test('keeps to a range of logical dates, both ends included', async () => {
    expect(await select({ taskIds: ['first'], startMs: FIRST_DAY_MS + DAY_MS, endMs: FIRST_DAY_MS + DAY_MS })).toEqual([
      '02 first',
    ])
  })

  test('keeps to one run', async () => {
    expect(await select({ taskIds: ['first'], runId: 'scheduled__2026-11-01T00:00:00+00:00' })).toEqual(['01 first'])
  })

  test('keeps to the map indexes named', async () => {
    expect(
      await select({ mapIndexes: new Map([['first', new Set([3])]]), endMs: FIRST_DAY_MS, taskIds: ['first'] }),
    ).toEqual([])
  })
})
