import { expect, test } from 'vitest'
import { everyPage } from '../../../web/src/api/every-page.ts'

const ALL = ['a', 'b', 'c', 'd', 'e']

const asking = async (all: readonly string[], total = all.length) => {
  const asked: string[] = []
  const found = await everyPage(2, async paging => {
    asked.push(paging)
    const offset = Number(new URLSearchParams(paging).get('offset'))
    return { items: all.slice(offset, offset + 2), total }
  })
  return { asked, found }
}

test('asks on until all are there', async () => {
  const { asked, found } = await asking(ALL)
  expect(found).toEqual(ALL)
  expect(asked).toEqual(['limit=2&offset=0', 'limit=2&offset=2', 'limit=2&offset=4'])
})

test('asks once for none', async () => {
  expect(await asking([])).toEqual({ asked: ['limit=2&offset=0'], found: [] })
})

test('ends where nothing more comes, whatever the total says', async () => {
  const { asked, found } = await asking(ALL, 9)
  expect(found).toEqual(ALL)
  expect(asked).toHaveLength(4)
})
