import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findDagModel } from '../../runtime/db/dag.ts'
import { dagSource, openProcessor, type ProcessorScene } from './processor-scene.ts'

const TIMEOUT_S = 3

let scene: ProcessorScene
beforeEach(async () => {
  scene = await openProcessor({
    env: { AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT: String(TIMEOUT_S), AIRFLOW__SCHEDULER__PARSING_PROCESSES: '2' },
  })
})
afterEach(() => scene[Symbol.asyncDispose]())

const write = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) scene.home.write(name, text)
}

describe('a broken file', () => {
  test('is told with file, line, and what to do; good ones beside it are read', async () => {
    write({
      'syntax.ts': dagSource('syntax', '\nconst unfinished = {\n'),
      'throws.ts': dagSource('throws', "\nthrow new Error('at the top')"),
      'enum.ts': dagSource('enum', "enum Color { Red }\n\nthrow new Error('after an enum')"),
      'exits.ts': dagSource('exits', 'process.exit(3)'),
      'aborts.ts': dagSource('aborts', 'process.abort()'),
      'throws-null.ts': dagSource('throws_null', 'throw null'),
      'cycle.ts': dagSource('cycle', "const other = dag.bash('other', { command: 'x' })\nother.before(other)"),
      'type.ts': "import { Dag, JsonValue } from 'slipstream'\nnew Dag('type')",
      'no-package.ts': dagSource('no_package', "import 'no-such-package'"),
      'good.ts': dagSource('good'),
    })
    await scene.processor.runOnce()
    expect(await scene.dagIds()).toEqual(['good'])
    const errors = await scene.errors()
    const at = (name: string) => `${scene.home.dagsFolder}/${name}`
    expect(errors).toEqual({
      'syntax.ts': expect.stringContaining(`${at('syntax.ts')}:5: SyntaxError: `),
      'throws.ts': `${at('throws.ts')}:5: Error: at the top\nError: at the top\n    at ${at('throws.ts')}:5:7`,
      'enum.ts': expect.stringContaining(`${at('enum.ts')}:6: Error: after an enum`),
      'exits.ts': expect.stringContaining(
        `${at('exits.ts')}:4: Error: The DAG file called process.exit(3). Remove the`,
      ),
      'aborts.ts': expect.stringContaining('The process that loaded this file ended (signal SIGABRT)'),
      'throws-null.ts': `${at('throws-null.ts')}: The DAG file threw null`,
      'cycle.ts': expect.stringContaining('DAG "cycle"'),
      'type.ts': expect.stringContaining("'JsonValue'. A type has to be imported as one: import type { … }"),
      'no-package.ts': expect.stringContaining("Cannot find package 'no-such-package'"),
    })
    for (const error of Object.values(errors)) expect(error).not.toMatch(/\?v=\d|runtime\/dag/)
  })

  test('keeps its DAGs as last read, but for new runs, until it is whole again', async () => {
    write({ 'a.ts': dagSource('a') })
    await scene.processor.runOnce()
    write({ 'a.ts': dagSource('a', 'throw 1') })
    await scene.processor.runOnce()
    const model = () => findDagModel(scene.home.database.kysely, 'a')
    expect([await scene.dagIds(), (await model())?.hasImportErrors]).toEqual([['a'], true])
    write({ 'a.ts': dagSource('a') })
    await scene.processor.runOnce()
    expect([await scene.errors(), (await model())?.hasImportErrors, (await model())?.isActive]).toEqual([
      {},
      false,
      true,
    ])
  })

  test('that never ends is given up after dagbag_import_timeout, and delays no good one until then', async () => {
    write({
      'a-loop.ts': dagSource('loop', 'for (;;);'),
      'b-await.ts': dagSource('awaits', 'await new Promise(() => undefined)'),
      'c-loop.ts': dagSource('loop_2', 'for (;;);'),
      'd-good.ts': dagSource('good'),
    })
    const startedAt = performance.now()
    const reading = scene.processor.runOnce()
    await scene.untilDags('good')
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_S * 1000)
    expect(await scene.errors()).toEqual({})
    await reading
    const sentence = `DagBag import timeout: the file took longer than ${TIMEOUT_S} s ([core] dagbag_import_timeout)`
    expect(await scene.errors()).toEqual({
      'a-loop.ts': expect.stringContaining(sentence),
      'b-await.ts': expect.stringContaining(sentence),
      'c-loop.ts': expect.stringContaining(sentence),
    })
  })

  test('that fails only after it was read takes no other file with it', async () => {
    write({
      'a.ts': dagSource('a', "setTimeout(() => { throw new Error('late') }, 30)"),
      'b.ts': dagSource('b', "void Promise.reject(new Error('nobody awaits me'))"),
      'c.ts': dagSource('c', 'setTimeout(() => { for (;;); }, 30)'),
      ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`good${index}.ts`, dagSource(`good${index}`)])),
    })
    await scene.processor.runOnce()
    const errors = await scene.errors()
    expect(Object.keys(errors).filter(name => name.startsWith('good'))).toEqual([])
    expect((await scene.dagIds()).filter(dagId => dagId.startsWith('good'))).toHaveLength(12)
  })

  test('that is being read when the processor ends is not called broken', async () => {
    const marker = join(scene.home.home, 'loading')
    write({
      'a.ts': `import { writeFileSync } from 'node:fs'\n${dagSource('a', `writeFileSync('${marker}', '')\nfor (;;);`)}`,
    })
    const reading = scene.processor.runOnce()
    await expect.poll(() => existsSync(marker), { timeout: 5000 }).toBe(true)
    const startedAt = performance.now()
    scene.processor[Symbol.dispose]()
    await reading
    expect(performance.now() - startedAt).toBeLessThan(1000)
    expect(await scene.errors()).toEqual({})
  })
})

describe('a good file', () => {
  test('may use any TypeScript syntax, and any name of the SDK, wherever it lies', async () => {
    write({
      'enum.ts': `${dagSource('enum')}
enum Color { Red = 'red' }
namespace Shapes { export const sides = 3 }
class Point { constructor(readonly x: number, private y = 2) {} get sum() { return this.x + this.y } }
const point = <const T,>(value: T) => value satisfies T
new Dag(Color.Red + Shapes.sides + new Point(1).sum + point('x'))`,
      'airflow.ts': dagSource('airflow').replace('slipstream', 'apache-airflow-ts-sdk'),
      'airflow-scoped.mts': dagSource('airflow_scoped').replace('slipstream', '@apache-airflow/ts-sdk'),
      'plain.mjs': dagSource('plain'),
      'commonplace.js': dagSource('commonplace'),
      'exported.ts': "import { Dag } from 'slipstream'\nexport const dag = new Dag('exported')\nexport default dag",
    })
    await scene.processor.runOnce()
    expect(await scene.errors()).toEqual({})
    expect(await scene.dagIds()).toEqual(
      ['airflow', 'airflow_scoped', 'commonplace', 'enum', 'exported', 'plain', 'red33x'].sort(),
    )
  })
})
