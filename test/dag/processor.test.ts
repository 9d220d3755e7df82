import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { findDagModel } from '../../runtime/db/dag.ts'
import { requestParsing, takeParsingRequests } from '../../runtime/db/parsing-request.ts'
import { listRolePermissions } from '../../runtime/db/permission.ts'
import { findSerializedDag } from '../../runtime/db/serialized-dag.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { dagSource, openProcessor, type ProcessorScene } from './processor-scene.ts'

let scene: ProcessorScene
afterEach(() => scene[Symbol.asyncDispose]())

const open = async (options?: Parameters<typeof openProcessor>[0]) => {
  scene = await openProcessor(options)
}
const write = (name: string, text: string) => scene.home.write(name, text)
const look = () => scene.processor.runOnce()
const pathOf = (name: string) => join(scene.home.dagsFolder, name)

/** "Within a second" of the design; this machine has two cores for several test files. */
const SOON_MS = 1500

describe('a running processor', () => {
  test('notices new, changed, renamed and removed files within a second', async () => {
    await open({ dags: { 'first.ts': dagSource('first') } })
    scene.start()
    await scene.untilDags('first')
    write('second.ts', dagSource('second'))
    expect(await scene.untilDags('first', 'second')).toBeLessThan(SOON_MS)
    write('second.ts', dagSource('changed'))
    expect(await scene.untilDags('first', 'changed')).toBeLessThan(SOON_MS)
    renameSync(pathOf('second.ts'), pathOf('third.ts'))
    await eventually(async () => ((await filelocOf('changed')) === pathOf('third.ts') ? true : null), {
      withinMs: SOON_MS,
      what: 'the new place',
    })
    expect(await isActive('changed')).toBe(true)
    unlinkSync(pathOf('third.ts'))
    expect(await scene.untilDags('first')).toBeLessThan(SOON_MS)
    expect(await isActive('changed')).toBe(false)
  })

  test('notices files in new folders, and in a folder that was removed and made again', async () => {
    await open()
    scene.start()
    write('team/a.ts', dagSource('a'))
    expect(await scene.untilDags('a')).toBeLessThan(SOON_MS)
    rmSync(pathOf('team'), { recursive: true })
    write('team/b.ts', dagSource('b'))
    expect(await scene.untilDags('b')).toBeLessThan(SOON_MS)
    write('team/b.ts', dagSource('c'))
    expect(await scene.untilDags('c')).toBeLessThan(SOON_MS)
  })

  test('survives a database that fails for a moment, and misses nothing', async () => {
    await open({ dags: { 'a.ts': dagSource('a') }, env: { AIRFLOW__SLIPSTREAM__PARSE_POLL_SECONDS: '0.1' } })
    scene.start()
    await scene.untilDags('a')
    const { kysely } = scene.home.database
    await sql`ALTER TABLE serialized_dag RENAME TO hidden`.execute(kysely)
    write('b.ts', dagSource('b'))
    unlinkSync(pathOf('a.ts'))
    await eventually(async () => (scene.home.lines.some(line => line.includes('no such table')) ? true : null), {
      withinMs: 5000,
      what: 'the failure in the log',
    })
    await sql`ALTER TABLE hidden RENAME TO serialized_dag`.execute(kysely)
    await scene.untilDags('b')
  })
})

describe('what a DAG stands on', () => {
  const importing = (module: string) => dagSource('dag', `import { name } from '${module}'\nnew Dag(name)\n`)

  test('a changed module reads the DAG that imports it again', async () => {
    await open({ dags: { 'dag.ts': importing('./lib/name.ts'), 'lib/name.ts': "export const name = 'one'" } })
    for (const name of ['one', 'two', 'three']) {
      write('lib/name.ts', `enum Kind { A }\nexport const name = '${name}'`)
      await look()
      expect(await scene.dagIds()).toEqual(['dag', name].sort())
    }
  })

  test('a module that comes later makes the DAG whole', async () => {
    await open({ dags: { 'dag.ts': importing('./lib/name.ts') } })
    await look()
    expect((await scene.errors())['dag.ts']).toContain(`Cannot find module '${pathOf('lib/name.ts')}'`)
    write('lib/name.ts', "export const name = 'late'")
    await look()
    expect([await scene.dagIds(), await scene.errors()]).toEqual([['dag', 'late'], {}])
  })

  test('an error in a module is told with the place in the module, and goes with it', async () => {
    await open({
      dags: { 'dag.ts': importing('./name.ts'), 'name.ts': "export const name = 'x'\n\nthrow new Error('here')" },
    })
    await look()
    expect((await scene.errors())['dag.ts']).toContain(`${pathOf('name.ts')}:3: Error: here`)
    write('name.ts', "export const name = 'x'")
    await look()
    expect(await scene.errors()).toEqual({})
  })

  test('a module that .airflowignore keeps from being a DAG file counts too', async () => {
    await open({
      dags: {
        'dag.ts': importing('./lib/name.ts'),
        'lib/name.ts': "export const name = 'one'",
        '.airflowignore': 'lib',
      },
    })
    scene.start()
    await scene.untilDags('dag', 'one')
    write('lib/name.ts', "export const name = 'two'")
    expect(await scene.untilDags('dag', 'two')).toBeLessThan(SOON_MS)
  })

  test('a file that changes while it is being read is read again', async () => {
    const slow = (dagId: string) =>
      `import { writeFileSync } from 'node:fs'\n${dagSource(dagId)}
writeFileSync(import.meta.dirname + '/../loading', '')
await new Promise(done => setTimeout(done, 300))\n`
    await open({ dags: { 'a.ts': slow('a') } })
    scene.start()
    await eventually(async () => (existsSync(join(scene.home.home, 'loading')) ? true : null), {
      withinMs: 5000,
      what: 'the start of the load',
    })
    write('a.ts', slow('b'))
    await scene.untilDags('b')
  })
})

describe('an unchanged folder', () => {
  test('costs no database write', async () => {
    await open({ dags: { 'a.ts': dagSource('a'), 'broken.ts': dagSource('b', 'throw 1') } })
    await look()
    const { kysely } = scene.home.database
    const changes = async () =>
      (await sql<{ n: number }>`SELECT total_changes() AS n`.execute(kysely)).rows[0]?.n as number
    const before = await changes()
    await look()
    await look()
    expect(await changes()).toBe(before)
    scene.changes()
    utimesSync(pathOf('a.ts'), 1000, 1000)
    await look()
    expect([await changes(), scene.changes()]).toEqual([before, []])
  })

  test('gives a DAG to the roles that its file names, and takes it from others', async () => {
    const source = (access: string) =>
      dagSource('a').replace("new Dag('a')", `new Dag('a', { accessControl: ${access} })`)
    await open({ dags: { 'a.ts': source("{ Analysts: ['can_read', 'can_edit'] }") } })
    await look()
    const { kysely } = scene.home.database
    expect(await listRolePermissions(kysely)).toEqual(
      new Map([
        [
          'Analysts',
          [
            ['can_read', 'DAG:a'],
            ['can_edit', 'DAG:a'],
          ],
        ],
      ]),
    )
    write('a.ts', source("{ Guards: ['can_read'] }"))
    await look()
    expect(await listRolePermissions(kysely)).toEqual(new Map([['Guards', [['can_read', 'DAG:a']]]]))
    write('a.ts', source("{ Guards: { DAGs: ['can_edit'], 'DAG Runs': ['can_create'] } }"))
    await look()
    const both = [
      ['can_edit', 'DAG:a'],
      ['can_create', 'DAG Run:a'],
    ]
    expect(await listRolePermissions(kysely)).toEqual(new Map([['Guards', both]]))
    write('a.ts', source('{}'))
    await look()
    expect(await listRolePermissions(kysely)).toEqual(new Map())
  })

  test('is read again where somebody asks for it', async () => {
    await open({ dags: { 'a.ts': dagSource('a') } })
    await look()
    const { kysely } = scene.home.database
    await kysely.updateTable('serialized_dag').set({ dag_hash: 'stale' }).execute()
    await look()
    expect((await findSerializedDag(kysely, 'a'))?.hash).toBe('stale')
    await requestParsing(kysely, pathOf('a.ts'))
    await requestParsing(kysely, pathOf('a.ts'))
    await look()
    expect((await findSerializedDag(kysely, 'a'))?.hash).not.toBe('stale')
    expect(await takeParsingRequests(kysely)).toEqual([])
  })
})

describe('whose a DAG id is', () => {
  test('the first file keeps it; the other gets it when the first gives it up or goes', async () => {
    await open({ dags: { 'a.ts': dagSource('shared') } })
    await look()
    write('b.ts', dagSource('shared'))
    await look()
    expect((await scene.errors())['b.ts']).toContain(
      `AirflowDagDuplicatedIdException: DAG shared is already defined in ${pathOf('a.ts')}. Rename one of them`,
    )
    expect(await filelocOf('shared')).toBe(pathOf('a.ts'))
    write('a.ts', dagSource('own'))
    await look()
    expect([await filelocOf('shared'), await scene.errors()]).toEqual([pathOf('b.ts'), {}])
    write('c.ts', dagSource('shared'))
    await look()
    unlinkSync(pathOf('b.ts'))
    await look()
    expect([await filelocOf('shared'), await scene.errors(), await isActive('shared')]).toEqual([
      pathOf('c.ts'),
      {},
      true,
    ])
  })

  test('a DAG that a file defines no more is hidden, its serialized row is gone, and comes back', async () => {
    await open({ dags: { 'a.ts': dagSource('a', "new Dag('b')") } })
    await look()
    write('a.ts', dagSource('a'))
    await look()
    expect([await scene.dagIds(), await isActive('b')]).toEqual([['a'], false])
    expect(scene.changes()).toEqual(['a', 'b', 'b'])
    write('a.ts', dagSource('a', "new Dag('b')"))
    await look()
    expect(await isActive('b')).toBe(true)
  })

  test('DAGs and errors of files that went while nobody looked are gone after the first look', async () => {
    await open({ dags: { 'a.ts': dagSource('a'), 'b.ts': dagSource('b', 'throw 1') } })
    await scene.home.readDags()
    rmSync(pathOf('a.ts'))
    rmSync(pathOf('b.ts'))
    await look()
    expect([await scene.dagIds(), await scene.errors(), await isActive('a')]).toEqual([[], {}, false])
  })
})

describe('where DAG files are', () => {
  test('safe mode reads only what speaks of DAGs; without it every module counts', async () => {
    const hidden = "const { Dag } = await import('slip' + 'stream')\nnew Dag('hidden')\n"
    await open({ dags: { 'a.ts': hidden, 'b.ts': 'throw new Error("no DAG file")' } })
    await look()
    expect([await scene.dagIds(), await scene.errors()]).toEqual([[], {}])
    await scene[Symbol.asyncDispose]()
    await open({ dags: { 'a.ts': hidden }, env: { AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE: 'False' } })
    await look()
    expect(await scene.dagIds()).toEqual(['hidden'])
  })

  test('a dags folder that is a symbolic link, with a space in its name, is like any other', async () => {
    await open()
    const real = mkdtempSync(join(tmpdir(), 'slipstream real dags '))
    rmSync(scene.home.dagsFolder, { recursive: true })
    symlinkSync(real, scene.home.dagsFolder)
    write('a.ts', dagSource('a', "import { name } from './lib/name.ts'\nenum Kind { A }\nnew Dag(name + Kind.A)\n"))
    for (const name of ['one', 'two']) {
      write('lib/name.ts', `enum Kind { A }\nexport const name = '${name}'`)
      await look()
      expect(await scene.dagIds()).toEqual(['a', `${name}0`])
    }
    write('lib/name.ts', "export const name = 'x'\n\nthrow new Error('here')")
    await look()
    expect((await scene.errors())['a.ts']).toContain(`${pathOf('lib/name.ts')}:3: Error: here`)
    rmSync(real, { recursive: true })
  })

  test('a missing dags folder is an empty one, until it is there', async () => {
    await open()
    rmSync(scene.home.dagsFolder, { recursive: true })
    await look()
    mkdirSync(scene.home.dagsFolder)
    writeFileSync(pathOf('a.ts'), dagSource('a'))
    await look()
    expect(await scene.dagIds()).toEqual(['a'])
  })

  test('a changed file is noticed by its content, although size and time are the same', async () => {
    await open()
    for (const dagId of ['one', 'two']) {
      utimesSync(write('a.ts', dagSource(dagId)), 1000, 1000)
      await look()
      expect(await scene.dagIds()).toEqual([dagId])
    }
  })
})

const filelocOf = async (dagId: string) => (await findSerializedDag(scene.home.database.kysely, dagId))?.spec.fileloc
const isActive = async (dagId: string) => (await findDagModel(scene.home.database.kysely, dagId))?.isActive
