import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nodeFolder, noNodeMessage } from '../../runtime/service/relaunch.js'

let checkout = ''

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'relaunch-'))
})

afterEach(() => rmSync(checkout, { recursive: true, force: true }))

describe('a relaunched script', () => {
  beforeEach(() => {
    mkdirSync(nodeFolder(checkout), { recursive: true })
    symlinkSync(process.execPath, join(nodeFolder(checkout), 'node'))
  })

  test('gets its arguments, and its exit code becomes that of the launcher', async () => {
    const result = await launch('console.log(process.argv.slice(2).join()); process.exitCode = 7', ['a', 'b c'])
    expect(result).toMatchObject({ stdout: 'a,b c', exitCode: 7 })
  })

  test.for(['SIGTERM', 'SIGINT'] as const)('is told of %s, and decides itself how to end', async signal => {
    const launched = launch(
      `process.on('${signal}', () => { console.log('quiet'); process.exit(3) })
       setInterval(() => {}, 1000)
       console.log('ready')`,
    )
    await once(launched.stdout, 'data')
    launched.kill(signal)
    expect(await launched).toMatchObject({ stdout: 'ready\nquiet', exitCode: 3 })
  })

  test('that a signal ends takes its launcher with it the same way', async () => {
    const launched = launch(`setInterval(() => {}, 1000); console.log('ready')`)
    await once(launched.stdout, 'data')
    launched.kill('SIGTERM')
    expect((await launched).signal).toBe('SIGTERM')
  })
})

test('without a Node.js in node_modules the launcher says what to do', async () => {
  const result = await launch('console.log("not reached")')
  expect(result).toMatchObject({ exitCode: 1, stdout: '' })
  expect(result.stderr).toBe(noNodeMessage(process.version, `${process.platform}-${process.arch}`))
  expect(noNodeMessage('v20.1.0', 'darwin-arm64')).toContain('elsewhere install Node.js 24')
})

function launch(source: string, args: readonly string[] = []) {
  const script = join(checkout, 'script.mjs')
  writeFileSync(script, source)
  const launcher = `import { relaunch } from ${JSON.stringify(resolve('runtime/service/relaunch.js'))}
    process.exitCode = await relaunch(...${JSON.stringify([checkout, script, args])})`
  return execa(process.execPath, ['--input-type=module', '-e', launcher], { reject: false, stdin: 'ignore' })
}
