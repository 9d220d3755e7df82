import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { CONCURRENCY } from '../celery/cluster.ts'
import { Program } from '../system/program.ts'

export interface CeleryFloor {
  /** 40 tasks in a row, each waited for. */
  readonly chainS: number
  readonly roundTripS: number
}

/** A bare Celery task that starts `bash -c true`: no scheduler, no database. @param bin of an Airflow, which brings Celery */
export async function celeryFloor(bin: string, brokerUrl: string, folder: string): Promise<CeleryFloor> {
  writeFileSync(join(folder, 'floor_app.py'), APP)
  writeFileSync(join(folder, 'floor_client.py'), CLIENT)
  const env = {
    PATH: process.env['PATH'],
    BROKER_URL: brokerUrl,
    PYTHONPATH: folder,
    C_FORCE_ROOT: '1',
    LANG: 'C.UTF-8',
  }
  const args = ['-A', 'floor_app', 'worker', '-c', String(CONCURRENCY), '--without-mingle', '--without-gossip']
  const worker = new Program(join(bin, 'celery'), args, { env, cwd: folder, logFile: join(folder, 'floor.log') })
  try {
    const options = { env, extendEnv: false, cwd: folder, timeout: 120_000 }
    const { stdout } = await execa(join(bin, 'python'), ['floor_client.py'], options)
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as CeleryFloor
  } finally {
    await worker.stop()
  }
}

const APP = `import os
import subprocess

import celery

app = celery.Celery("floor_app", broker=os.environ["BROKER_URL"], backend="rpc://")
app.conf.update(worker_prefetch_multiplier=1, task_acks_late=True)


@app.task
def run_bash():
    return subprocess.call(["bash", "-c", "true"])
`

const CLIENT = `import json
import statistics
import time

from floor_app import run_bash


def timed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def one():
    run_bash.delay().get(timeout=60)


for _ in range(20):
    one()
trips = [timed(one) for _ in range(100)]
chains = [timed(lambda: [one() for _ in range(40)]) for _ in range(3)]
print(json.dumps({
    "chainS": statistics.median(chains),
    "roundTripS": statistics.median(trips),
}))
`
