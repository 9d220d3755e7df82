import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The DAGs of the published workloads, one small file each; their ids are those of the peer's harness, so that the same
 * program can drive Airflow and us.
 */
export function writeWorkloads(folder: string): void {
  mkdirSync(folder, { recursive: true })
  write(folder, 'w1_chain_bash', chain(40))
  write(folder, 'w2_fan_bash', fan(100))
  write(folder, 'w4_one_bash', chain(1))
  for (let index = 0; index < 50; index += 1) write(folder, `w3_bash_${String(index).padStart(2, '0')}`, chain(10))
}

/** Many small DAG files, to see how fast a folder becomes known. */
export function writeManyFiles(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true })
  for (let index = 0; index < count; index += 1) write(folder, `p${count}_${String(index).padStart(4, '0')}`, chain(5))
}

function write(folder: string, dagId: string, body: string): void {
  const text = `import { Dag } from 'slipstream'

const dag = new Dag('${dagId}', {
  schedule: null,
  catchup: false,
  isPausedUponCreation: false,
  maxActiveTasks: 128,
  tags: ['peer'],
})
${body}`
  writeFileSync(join(folder, `${dagId}.ts`), text)
}

const chain = (length: number): string => `
let previous = dag.bash('t000', { command: 'true' })
for (let index = 1; index < ${length}; index += 1) {
  const next = dag.bash(\`t\${String(index).padStart(3, '0')}\`, { command: 'true' })
  previous.before(next)
  previous = next
}
`

const fan = (width: number): string => `
const first = dag.bash('first', { command: 'true' })
const last = dag.bash('last', { command: 'true' })
for (let index = 0; index < ${width}; index += 1) {
  dag.bash(\`p\${String(index).padStart(3, '0')}\`, { command: 'true' }).after(first).before(last)
}
`
