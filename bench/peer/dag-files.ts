import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MAX_ACTIVE_TASKS, W3 } from '../system/workloads.ts'

/**
 * The published workloads as Airflow's DAG files. One small file each: Airflow 2 reads the file of a task's DAG again for
 * every task.
 */
export function writeAirflowDags(folder: string, { hasW3 }: { readonly hasW3: boolean }): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = { w1_chain_bash: chain(40), w2_fan_bash: FAN, w4_one_bash: chain(1) }
  const many = hasW3 ? Object.fromEntries(W3.map(id => [id, chain(10)])) : {}
  for (const [id, body] of Object.entries({ ...files, ...many })) {
    writeFileSync(join(folder, `${id}.py`), `${headOf(id)}${body}`)
  }
}

const headOf = (id: string): string => `import datetime

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow.operators.bash import BashOperator


def step(name):
    return BashOperator(task_id=name, bash_command="true")


with DAG(
    "${id}",
    schedule=None,
    start_date=datetime.datetime(2024, 1, 1),
    catchup=False,
    is_paused_upon_creation=False,
    max_active_tasks=${MAX_ACTIVE_TASKS},
    tags=["peer"],
):
`

const chain = (length: number): string => `    steps = [step("t%03d" % number) for number in range(${length})]
    for upstream, downstream in zip(steps, steps[1:]):
        upstream >> downstream
`

const FAN = `    step("first") >> [step("p%03d" % number) for number in range(100)] >> step("last")
`
