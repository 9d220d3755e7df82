import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processFloors } from '../figures/floor.ts'
import { cpuLine, idleLines, latencyLine, makespanLine, percent, seconds } from '../figures/lines.ts'
import type { Report } from '../figures/report.ts'
import { median } from '../figures/statistics.ts'
import { untilKnown } from '../system/api.ts'
import { idleOf } from '../system/idle.ts'
import { cpuSeconds, processTree } from '../system/processes.ts'
import { repeat } from '../system/repeat.ts'
import { runWorkload } from '../system/run-workload.ts'
import { airflow, prepareHome } from '../system/slipstream.ts'
import { W3, writeManyFiles, writeWorkloads } from '../system/workloads.ts'
import { type Server, startServer } from './server.ts'

const REPEATS = 5

/** The embedded mode: SQLite, no broker; beside the workloads how fast folders become known and commands answer. */
export async function runEmbedded(report: Report): Promise<void> {
  await measureServer(report)
  await measureFolders(report)
  await measureCli(report)
}

async function measureServer(report: Report): Promise<void> {
  const home = await prepareHome()
  writeWorkloads(join(home.folder, 'dags'))
  await using server = await startServer(home)
  await untilKnown(server.call, W3.length + 3)
  await measureStart(report, server)
  await sleep(40_000)
  const idle = await idleOf(server.programs, 20)
  report.raw['idle'] = idle
  idleLines(idle).forEach(report.line)
  await measureWorkloads(report, server)
}

/** The first task after a start: the scheduler is healthy, then one DAG is triggered. */
async function measureStart({ raw, line }: Report, server: Server): Promise<void> {
  const { firstStartS } = await runWorkload(server, ['w4_one_bash'])
  raw['start'] = { startS: server.startS, firstStartS }
  const total = server.startS + firstStartS
  line({ what: 'start -> first task', floor: '-', measured: seconds(total), budget: '1 s', isMet: total <= 1 })
}

async function measureWorkloads({ raw, line }: Report, server: Server): Promise<void> {
  const chain = await repeat(REPEATS, () => runWorkload(server, ['w1_chain_bash']))
  const fan = await repeat(REPEATS, () => runWorkload(server, ['w2_fan_bash']))
  const many = await repeat(3, () => runWorkload(server, W3))
  const single = await repeat(20, () => runWorkload(server, ['w4_one_bash']))
  const floors = await processFloors()
  Object.assign(raw, { w1: chain, w2: fan, w3: many, w4: single, floors })
  line(makespanLine({ what: '40 bash tasks in a row', runs: chain, floorS: floors.chainS, budgetS: 0.6 }))
  line(makespanLine({ what: '1 -> 100 -> 1', runs: fan, floorS: floors.fanS, budgetS: 0.9 }))
  line(makespanLine({ what: '50 DAGs x 10 at once', runs: many, floorS: floors.manyS, budgetS: 4 }))
  const gapsS = chain.flatMap(run => run.gapsS)
  line(latencyLine({ what: 'end of upstream -> start of downstream', valuesS: gapsS, budgetMs: [10, 50] }))
  const startsS = single.map(run => run.firstStartS)
  line(latencyLine({ what: 'trigger -> first task running', valuesS: startsS, budgetMs: [15, 60] }))
  line(cpuLine(chain, floors.cpuPerProcessS))
}

async function measureFolders({ raw, line }: Report): Promise<void> {
  for (const [count, budgetS] of [
    [500, 5],
    [2000, 20],
  ] as const) {
    const home = await prepareHome()
    await using server = await startServer(home)
    const startedMs = performance.now()
    writeManyFiles(join(home.folder, 'dags'), count)
    await untilKnown(server.call, count)
    const knownS = (performance.now() - startedMs) / 1000
    const share = await cpuShareOf(server)
    raw[`files${count}`] = { knownS, unchangedCpuShare: share }
    const [measured, budget] = [seconds(knownS), `${budgetS} s`]
    line({ what: `${count} DAG files known`, floor: '-', measured, budget, isMet: knownS <= budgetS })
    line({
      what: `${count} unchanged DAG files`,
      floor: '-',
      measured: `${percent(share)} of a core`,
      budget: '2 %',
      isMet: share < 0.02,
    })
  }
}

async function cpuShareOf({ programs }: Server): Promise<number> {
  const before = cpuSeconds(programs.pids().flatMap(processTree))
  await sleep(20_000)
  return (cpuSeconds(programs.pids().flatMap(processTree)) - before) / 20
}

async function measureCli({ raw, line }: Report): Promise<void> {
  const home = await prepareHome()
  const version = median(await repeat(REPEATS, () => airflow(home, 'version')))
  const list = median(await repeat(REPEATS, () => airflow(home, 'dags', 'list')))
  const node = median(await repeat(REPEATS, async () => nodeFloor()))
  raw['cli'] = { version, list, node }
  const floor = seconds(node)
  line({ what: 'airflow version', floor, measured: seconds(version), budget: '0.15 s', isMet: version <= 0.15 })
  line({ what: 'airflow dags list', floor, measured: seconds(list), budget: '0.3 s', isMet: list <= 0.3 })
}

function nodeFloor(): number {
  const startedMs = performance.now()
  execFileSync(process.execPath, ['-e', '0'])
  return (performance.now() - startedMs) / 1000
}
