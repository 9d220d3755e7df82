import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of each DAG, for us and for Airflow. */
export const MAX_ACTIVE_TASKS = 64

/** The ids of the fifty DAGs that are triggered together. */
export const W3 = Array.from({ length: 50 }, (_, index) => `w3_bash_${String(index).padStart(2, '0')}`)

/**
 * The DAGs of the published workloads, one small file each; their ids are those of the peer's harness, so that the same
 * program can drive Airflow and us.
 */
export function writeWorkloads(folder: string, { hasW3 } = { hasW3: true }): void {
  mkdirSync(folder, { recursive: true })
  write(folder, 'w1_chain_bash', chain(40))
  write(folder, 'w2_fan_bash', fan(100))
  write(folder, 'w4_one_bash', chain(1))
  if (hasW3) for (const id of W3) write(folder, id, chain(10))
}

/** Many small DAG files, to see how fast a folder becomes known. */
export function writeManyFiles(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true })
  for (let index = 0; index < count; index += 1) write(folder, `p${count}_${String(index).padStart(4, '0')}`, chain(5))
}

/** DAGs of tasks that wait for nothing; @returns their ids */
export function writeParallel(
  folder: string,
  { dags, tasks }: { readonly dags: number; readonly tasks: number },
): string[] {
  mkdirSync(folder, { recursive: true })
  const ids = Array.from({ length: dags }, (_, index) => `load_${String(index).padStart(2, '0')}`)
  for (const id of ids) write(folder, id, parallel(tasks), tasks)
  return ids
}

function write(folder: string, dagId: string, body: string, maxActiveTasks = MAX_ACTIVE_TASKS): void {
  const text = `import { Dag } from 'slipstream'

const dag = new Dag('${dagId}', {
  schedule: null,
  catchup: false,
  isPausedUponCreation: false,
  maxActiveTasks: ${maxActiveTasks},
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

const parallel = (width: number): string => `
for (let index = 0; index < ${width}; index += 1) dag.bash(\`p\${String(index).padStart(5, '0')}\`, { command: 'true' })
`
