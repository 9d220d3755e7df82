import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { prefixedPrinter } from '../../../runtime/cli/standalone/prefix-lines.ts'

function printer(isColored: boolean) {
  const texts: string[] = []
  return { texts, ...prefixedPrinter({ write: text => texts.push(text) }, { isColored }) }
}

test('each line has the name of its part before it', async () => {
  const { texts, printAll } = printer(false)
  const stream = new PassThrough()
  printAll('scheduler', stream)
  stream.end('one\ntwo')
  await expect.poll(() => texts).toEqual(['scheduler  | one\n', 'scheduler  | two\n'])
})

test('on a terminal the names have colours', () => {
  const { texts, print } = printer(true)
  print('webserver', 'up')
  expect(texts).toEqual(['\u001b[32mwebserver  |\u001b[0m up\n'])
})
