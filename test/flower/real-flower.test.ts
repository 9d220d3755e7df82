import { spawn, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeOnBroker } from '../broker.ts'
import { eventually } from '../eventually.ts'
import { freePort } from '../free-port.ts'
import { hasCelery, watch } from '../queue/celery.ts'
import { CeleryScene, NODE } from '../worker/celery/scene.ts'
import { type Flower, startFlower, untilAnswer } from './flower-scene.ts'

/** The environment that test/queue/celery.ts makes. */
const FOLDER = join(tmpdir(), 'slipstream-celery-5.5')
const INSTALL =
  "test -e flower-ready || { venv/bin/pip install -q --disable-pip-version-check 'flower==2.0.*' && touch flower-ready; }"

function hasFlower(): boolean {
  if (!hasCelery()) return false
  const { status, stderr } = spawnSync('sh', ['-c', `cd ${FOLDER} && flock lock sh -c "$INSTALL"`], {
    encoding: 'utf8',
    env: { ...process.env, INSTALL },
  })
  if (status !== 0)
    process.stderr.write(`No Flower could be installed: ${stderr.trim().split('\n').at(-1)}. Skipped.\n`)
  return status === 0
}

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('scene')
dag.bash('quick', { command: 'true' })
`

const isInstalled = hasFlower()

describeOnBroker('Flower of Python', current => {
  test.skipIf(!isInstalled)('sees the same worker and the same task as ours', async () => {
    await using scene = await CeleryScene.open(current(), { dag: DAG })
    await using ours = await startFlower(scene.home)
    const port = await freePort()
    await using _python = watch(
      spawn(join(FOLDER, 'venv/bin/celery'), ['-b', current().url, 'flower', '--address=127.0.0.1', `--port=${port}`], {
        env: { ...process.env, FLOWER_UNAUTHENTICATED_API: 'true', LC_ALL: 'C.UTF-8' },
        cwd: tmpdir(),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
    const url = `http://127.0.0.1:${port}`
    // biome-ignore lint/suspicious/noExplicitAny: answers of every shape
    const theirs = async (path: string): Promise<any> => (await fetch(`${url}${path}`)).json()
    await eventually(async () => ((await theirs('/api/workers?status=1'))[NODE] ? true : null), {
      withinMs: 20_000,
      what: 'Flower of Python sees our worker',
    })
    const { token } = await scene.runs.begin(await scene.createRun(), 'quick')
    const ended = (tasks: Record<string, { state: string }>) =>
      tasks[token]?.state === 'SUCCESS' ? tasks[token] : null
    const their = await eventually(async () => ended(await theirs('/api/tasks')), {
      withinMs: 10_000,
      what: 'the task',
    })
    const our = await untilAnswer(ours, '/api/tasks', ({ body }) => ended(body))
    const { clock: _theirClock, ...fields } = their as Record<string, unknown>
    expect(our).toMatchObject(fields)
    await expectSameWorker(ours, await theirs('/api/workers?refresh=1'))
    expect(metricNames(await (await fetch(`${url}/metrics`)).text())).toEqual(
      metricNames((await ours.ask('GET /metrics')).text).filter(name => !name.startsWith('flower_queue')),
    )
  })
})

async function expectSameWorker(ours: Flower, theirs: Record<string, Record<string, unknown>>): Promise<void> {
  const our = (await ours.ask('GET /api/workers?refresh=1')).body
  expect(Object.keys(our)).toEqual(Object.keys(theirs))
  for (const method of ['active_queues', 'registered', 'conf'])
    expect(our[NODE][method]).toEqual(theirs[NODE]?.[method])
}

/** With their labels, but without those of Python itself. */
const metricNames = (text: string): string[] =>
  [...new Set(text.match(/^flower_[a-z_]+\{[^}]*\}/gm))].filter(name => !name.includes('_created{')).sort()
