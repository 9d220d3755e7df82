import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readTaskLog } from '../../runtime/task-log/log-reader.ts'

async function logFile(content: string | Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-log-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'attempt=1.log')
  await writeFile(path, content)
  return path
}

test('a log is read on from where the last reading ended', async () => {
  const path = await logFile('one\n')
  const first = await readTaskLog(path, 0)
  expect(first).toEqual({ content: 'one\n', nextOffset: 4, isAtEnd: true, isMissing: false })
  await appendFile(path, 'two\n')
  expect(await readTaskLog(path, first.nextOffset)).toMatchObject({ content: 'two\n', nextOffset: 8 })
  expect(await readTaskLog(path, 8)).toMatchObject({ content: '', nextOffset: 8, isAtEnd: true })
})

test('a large log comes in parts that never cut a character', async () => {
  const text = 'añ€😀'.repeat(5)
  const path = await logFile(text)
  for (const mostBytes of [4, 5, 6, 7, 8, 9]) {
    const parts: string[] = []
    for (let offset = 0, isAtEnd = false; !isAtEnd; ) {
      const chunk = await readTaskLog(path, offset, mostBytes)
      parts.push(chunk.content)
      offset = chunk.nextOffset
      isAtEnd = chunk.isAtEnd
    }
    expect(parts.join('')).toBe(text)
  }
})

test('a character whose last bytes are not written yet waits for them', async () => {
  const euro = Buffer.from('€')
  const path = await logFile(Buffer.concat([Buffer.from('a'), euro.subarray(0, 2)]))
  const chunk = await readTaskLog(path, 0)
  expect(chunk).toMatchObject({ content: 'a', nextOffset: 1 })
  await appendFile(path, euro.subarray(2))
  expect(await readTaskLog(path, chunk.nextOffset)).toMatchObject({ content: '€', nextOffset: 4 })
})

test('a log that does not exist is empty and says so', async () => {
  expect(await readTaskLog('/nosuch/file.log', 3)).toEqual({
    content: '',
    nextOffset: 3,
    isAtEnd: true,
    isMissing: true,
  })
})
