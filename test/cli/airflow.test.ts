import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'

let checkout = ''

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'airflow-'))
  for (const file of ['runtime/cli/airflow.js', 'runtime/service/relaunch.js']) cpSync(file, join(checkout, file))
  write('package.json', '{ "type": "module" }')
  write('scripts/run.js', '')
})

afterEach(() => rmSync(checkout, { recursive: true, force: true }))

test('the program hands its arguments to main, whose answer is the exit code', async () => {
  main('console.log(argv.join()); return 3')
  expect(await airflow(['dags', 'list'])).toMatchObject({ stdout: 'dags,list', exitCode: 3 })
})

test('in a checkout AIRFLOW_HOME is its airflow-home, unless the environment names one', async () => {
  main("console.log(env['AIRFLOW_HOME']); return 0")
  expect((await airflow([])).stdout).toBe(join(checkout, 'airflow-home'))
  expect((await airflow([], { AIRFLOW_HOME: '' })).stdout).toBe(join(checkout, 'airflow-home'))
  expect((await airflow([], { AIRFLOW_HOME: '/srv/airflow' })).stdout).toBe('/srv/airflow')
})

test('experimental warnings are hidden, and no others', async () => {
  main("process.emitWarning('new', 'ExperimentalWarning'); process.emitWarning('take care'); return 0")
  const { stderr } = await airflow([])
  expect(stderr).toContain('Warning: take care')
  expect(stderr).not.toContain('ExperimentalWarning')
})

test('under npx it ends when the shell that npx put between dies', async () => {
  main(
    "process.on('SIGTERM', () => { console.log('told'); process.exit() }); setInterval(() => {}, 1000); console.log('up')",
  )
  const shell = execa('sh', ['-c', `"${process.execPath}" ${join(checkout, 'runtime/cli/airflow.js')}; true`], {
    env: { npm_command: 'exec' },
    reject: false,
  })
  shell.stdout.once('data', () => shell.kill('SIGKILL'))
  expect((await shell).stdout).toBe('up\ntold')
})

function main(body: string): void {
  write('runtime/cli/main.ts', `export async function main(argv: string[], env: NodeJS.ProcessEnv) { ${body} }`)
}

function airflow(args: readonly string[], env: Record<string, string> = {}) {
  const { AIRFLOW_HOME: _, ...rest } = process.env
  return execa(process.execPath, [join(checkout, 'runtime/cli/airflow.js'), ...args], {
    env: { ...rest, ...env },
    extendEnv: false,
    reject: false,
  })
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true })
  writeFileSync(join(checkout, path), text)
}
