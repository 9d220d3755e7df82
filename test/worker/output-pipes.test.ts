import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { OutputPipe } from '../../runtime/task/attempt-io.ts'
import { LineSplitter, OutputPipes } from '../../runtime/worker/output-pipes.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { openFiles } from './processes.ts'

let pipes: OutputPipes
beforeEach(() => {
  pipes = new OutputPipes()
})
afterEach(() => pipes[Symbol.dispose]())

const pathOf = (pipe: OutputPipe): string => readlinkSync(`/proc/self/fd/${pipe.writeFd}`)

/** Runs a command on a new pipe. */
function start(command: string) {
  const pipe = pipes.open()
  const path = pathOf(pipe)
  const lines: string[] = []
  spawn('bash', ['-c', command], { stdio: ['ignore', pipe.writeFd, pipe.writeFd] })
  return { pipe, path, lines, drained: pipe.read(line => lines.push(line)) }
}

describe('a pipe', () => {
  test('is read until its last writer has closed it, and then used again', async () => {
    const first = start('echo one; (sleep 0.1; echo late) & echo two')
    await first.drained
    expect(first.lines).toEqual(['one', 'two', 'late'])
    const folder = dirname(first.path)
    for (let index = 0; index < 40; index += 1) {
      const next = start(`echo ${index}`)
      await next.drained
      expect(next.lines).toEqual([String(index)])
    }
    expect(readdirSync(folder)).toHaveLength(16)
  })

  test('that was abandoned is never used again: its late writers reach nobody’s log', async () => {
    const first = start('echo early; trap "" PIPE; while :; do echo LATE; sleep 0.01; done 2>/dev/null')
    await eventually(async () => (first.lines.includes('early') ? true : null), { withinMs: 5000, what: 'a line' })
    first.pipe.abandon()
    await first.drained
    const others = Array.from({ length: 40 }, () => start('sleep 0.1; echo mine'))
    await Promise.all(others.map(({ drained }) => drained))
    for (const { path, lines } of others) expect([path === first.path, lines]).toEqual([false, ['mine']])
    expect(existsSync(first.path)).toBe(false)
  })

  test('that was never given to anybody can be abandoned', () => {
    const before = openFiles()
    pipes.open().abandon()
    expect(openFiles()).toBeLessThanOrEqual(before + 1)
  })

  test('is gone with its folder when all are disposed of', () => {
    const path = pathOf(pipes.open())
    pipes[Symbol.dispose]()
    expect(existsSync(dirname(path))).toBe(false)
  })
})

describe('lines', () => {
  const split = (...chunks: readonly (string | Buffer)[]): [string, boolean][] => {
    const lines: [string, boolean][] = []
    const splitter = new LineSplitter((line, isContinued) => lines.push([line, isContinued]))
    for (const chunk of chunks) splitter.push(Buffer.from(chunk as string))
    splitter.end()
    return lines
  }

  test('may end in CR LF, be empty, be cut between chunks, or be the unfinished last one', () => {
    expect(split('a\r\n\nb', 'c\nd').map(([line]) => line)).toEqual(['a', '', 'bc', 'd'])
  })

  test('keep characters whose bytes come in several chunks, and show those that never come', () => {
    const euro = Buffer.from('€')
    expect(split(euro.subarray(0, 1), euro.subarray(1, 2), euro.subarray(2), '\n')).toEqual([['€', false]])
    expect(split('x', euro.subarray(0, 2))).toEqual([['x\ufffd', false]])
  })

  test('that do not end are handed on in pieces', () => {
    const piece = 'z'.repeat(200_000)
    const lines = split(piece, piece, piece, '\n')
    expect(lines.map(([, isContinued]) => isContinued)).toEqual([true, false])
    expect(lines.map(([line]) => line).join('')).toBe(piece.repeat(3))
  })
})

test('what a killed process left is cleaned up, what a living one has is not', () => {
  const { pid: gone } = spawnSync('true')
  const folderOf = (pid: number) => mkdtempSync(join(tmpdir(), `slipstream-pipes-${hostname()}-${pid}-`))
  const [abandoned, used] = [folderOf(gone), folderOf(process.pid)]
  writeFileSync(join(abandoned, '0'), '')
  onTestFinished(() => rmSync(used, { recursive: true }))
  new OutputPipes()[Symbol.dispose]()
  expect([existsSync(abandoned), existsSync(used)]).toEqual([false, true])
})
