import { expect, test } from 'vitest'
import { findTask, findTaskAlone } from '../../../runtime/flower/attempt/history.ts'
import { openScratchHome } from '../../worker/scratch-home.ts'
import { stateAt, taskEvents } from '../state/events.ts'

test('a task in memory alone is found without a query, and every other one is asked for', async () => {
  await using home = await openScratchHome()
  const { state } = stateAt()
  for (const one of taskEvents('known', 'task-succeeded')) state.fold(one)
  const parts = { ...home, state }
  expect(await findTaskAlone(parts, 'unknown')).toBeNull()
  // With the database closed every query fails.
  await home.database.close()
  expect(await findTaskAlone(parts, 'known')).toBe(state.task('known'))
  await expect(findTask(parts, 'known')).rejects.toThrow()
  await expect(findTaskAlone(parts, 'unknown')).rejects.toThrow()
})
