import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { spawnFloor } from './floor.ts'
import { cpuSeconds, processTree, pssMiB } from './processes.ts'
import { type Measurement, runWorkload } from './run-workload.ts'
import { airflow, prepareHome, type Server, startServer } from './server.ts'
import { median, quantile } from './statistics.ts'
import { writeManyFiles, writeWorkloads } from './workloads.ts'

/** One line of the published table. */
interface Line {
  readonly what: string
  readonly floor: string
  readonly measured: string
  readonly budget: string
  readonly isMet: boolean
}

const REPEATS = 5
const W3 = Array.from({ length: 50 }, (_, index) => `w3_bash_${String(index).padStart(2, '0')}`)

/** Runs the embedded mode's benchmark: a table on stdout, and all figures as JSON in bench/results/. */
async function main(): Promise<void> {
  const lines: Line[] = []
  const raw: Record<string, unknown> = { machine: machine() }
  const report = (line: Line): void => {
    lines.push(line)
    console.log(
      `${line.isMet ? 'ok  ' : 'MISS'} ${line.what}: ${line.measured} (budget ${line.budget}; floor ${line.floor})`,
    )
  }
  await measureServer({ raw, report })
  await measureFolders({ raw, report })
  await measureCli({ raw, report })
  writeResults(lines, raw)
}

interface Bench {
  readonly raw: Record<string, unknown>
  readonly report: (line: Line) => void
}

async function measureServer(bench: Bench): Promise<void> {
  const home = await prepareHome()
  writeWorkloads(join(home, 'dags'))
  await using server = await startServer(home)
  await untilKnown(server, 53)
  await measureStart(bench, server)
  await measureIdle(bench, server)
  await measureWorkloads(bench, server)
}

/** The first task after a start: the scheduler is healthy, then one DAG is triggered. */
async function measureStart({ raw, report }: Bench, server: Server): Promise<void> {
  const { firstStartS } = await runWorkload(server, ['w4_one_bash'])
  raw['start'] = { startS: server.startS, firstStartS }
  const total = server.startS + firstStartS
  report({ what: 'start -> first task', floor: '-', measured: seconds(total), budget: '1 s', isMet: total <= 1 })
}

async function measureIdle({ raw, report }: Bench, server: Server): Promise<void> {
  await sleep(40_000)
  const pids = server.pids.flatMap(processTree)
  const cpuBefore = cpuSeconds(pids)
  await sleep(20_000)
  const share = (cpuSeconds(pids) - cpuBefore) / 20
  const pss = pssMiB(pids)
  raw['idle'] = { pssMiB: pss, processes: pids.length, cpuShare: share }
  report({
    what: 'idle memory (PSS)',
    floor: '-',
    measured: `${pss.toFixed(0)} MiB in ${pids.length} processes`,
    budget: '250 MiB',
    isMet: pss <= 250,
  })
  report({
    what: 'idle CPU',
    floor: '-',
    measured: `${(share * 100).toFixed(1)} % of a core`,
    budget: '2 %',
    isMet: share <= 0.02,
  })
}

async function measureWorkloads({ raw, report }: Bench, server: Server): Promise<void> {
  const chain = await repeat(() => runWorkload(server, ['w1_chain_bash']))
  const fan = await repeat(() => runWorkload(server, ['w2_fan_bash']))
  const many = await repeat(() => runWorkload(server, W3), 3)
  const single = await repeat(() => runWorkload(server, ['w4_one_bash']), 20)
  Object.assign(raw, { w1: chain, w2: fan, w3: many, w4: single })
  const floors = { chain: await spawnFloor(40, 1), fan: await spawnFloor(102, 32), many: await spawnFloor(500, 32) }
  raw['floors'] = floors
  reportMakespan(report, { what: '40 bash tasks in a row', runs: chain, floorS: floors.chain, budgetS: 0.6 })
  reportMakespan(report, { what: '1 -> 100 -> 1', runs: fan, floorS: floors.fan, budgetS: 0.9 })
  reportMakespan(report, { what: '50 DAGs x 10 at once', runs: many, floorS: floors.many, budgetS: 4 })
  reportLatencies(report, { gaps: chain.flatMap(run => run.gapsS), starts: single.map(run => run.firstStartS) })
  const cpu = median(chain.map(run => run.cpuPerTaskS)) * 1000
  const own = cpu - (floors.chain / 40) * 1000
  report({
    what: 'CPU per task beyond its process',
    floor: `${((floors.chain / 40) * 1000).toFixed(1)} ms`,
    measured: `${own.toFixed(1)} ms`,
    budget: '10 ms',
    isMet: own <= 10,
  })
}

interface Makespan {
  readonly what: string
  readonly runs: readonly Measurement[]
  readonly floorS: number
  readonly budgetS: number
}

function reportMakespan(report: Bench['report'], { what, runs, floorS, budgetS }: Makespan): void {
  const makespanS = median(runs.map(run => run.makespanS))
  report({
    what,
    floor: seconds(floorS),
    measured: seconds(makespanS),
    budget: `${budgetS} s`,
    isMet: makespanS <= budgetS,
  })
}

function reportLatencies(
  report: Bench['report'],
  { gaps, starts }: { readonly gaps: readonly number[]; readonly starts: readonly number[] },
): void {
  const gap = { p50: quantile(gaps, 0.5), p99: quantile(gaps, 0.99) }
  const start = { p50: quantile(starts, 0.5), p99: quantile(starts, 0.99) }
  report({
    what: 'end of upstream -> start of downstream',
    floor: '-',
    measured: `p50 ${millis(gap.p50)}, p99 ${millis(gap.p99)}`,
    budget: 'p50 10 ms, p99 50 ms',
    isMet: gap.p50 <= 0.01 && gap.p99 <= 0.05,
  })
  report({
    what: 'trigger -> first task running',
    floor: '-',
    measured: `p50 ${millis(start.p50)}, p99 ${millis(start.p99)}`,
    budget: 'p50 15 ms, p99 60 ms',
    isMet: start.p50 <= 0.015 && start.p99 <= 0.06,
  })
}

async function measureFolders({ raw, report }: Bench): Promise<void> {
  for (const [count, budgetS] of [
    [500, 5],
    [2000, 20],
  ] as const) {
    const home = await prepareHome()
    await using server = await startServer(home)
    const startedMs = performance.now()
    writeManyFiles(join(home, 'dags'), count)
    await untilKnown(server, count)
    const knownS = (performance.now() - startedMs) / 1000
    const cpuBefore = cpuSeconds(server.pids.flatMap(processTree))
    await sleep(20_000)
    const share = (cpuSeconds(server.pids.flatMap(processTree)) - cpuBefore) / 20
    raw[`files${count}`] = { knownS, unchangedCpuShare: share }
    report({
      what: `${count} DAG files known`,
      floor: '-',
      measured: seconds(knownS),
      budget: `${budgetS} s`,
      isMet: knownS <= budgetS,
    })
    report({
      what: `${count} unchanged DAG files`,
      floor: '-',
      measured: `${(share * 100).toFixed(1)} % of a core`,
      budget: '2 %',
      isMet: share < 0.02,
    })
  }
}

async function measureCli({ raw, report }: Bench): Promise<void> {
  const home = await prepareHome()
  const version = median(await repeat(() => airflow(home, 'version')))
  const list = median(await repeat(() => airflow(home, 'dags', 'list')))
  const node = median(await repeat(async () => nodeFloor()))
  rmSync(home, { recursive: true, force: true })
  raw['cli'] = { version, list, node }
  report({
    what: 'airflow version',
    floor: seconds(node),
    measured: seconds(version),
    budget: '0.15 s',
    isMet: version <= 0.15,
  })
  report({
    what: 'airflow dags list',
    floor: seconds(node),
    measured: seconds(list),
    budget: '0.3 s',
    isMet: list <= 0.3,
  })
}

function nodeFloor(): number {
  const startedMs = performance.now()
  execFileSync(process.execPath, ['-e', '0'])
  return (performance.now() - startedMs) / 1000
}

async function repeat<T>(measure: () => Promise<T>, times: number = REPEATS): Promise<T[]> {
  const results: T[] = []
  for (let index = 0; index < times; index += 1) results.push(await measure())
  return results
}

async function untilKnown(server: Server, count: number): Promise<void> {
  for (const giveUpMs = performance.now() + 120_000; performance.now() < giveUpMs; await sleep(50)) {
    const { total_entries: total } = await server.call<{ total_entries: number }>('GET', '/dags?limit=1')
    if (total >= count) return
  }
  throw new Error(`Not all of ${count} DAGs were known within 2 minutes`)
}

const seconds = (value: number): string => `${value.toFixed(2)} s`
const millis = (value: number): string => `${(value * 1000).toFixed(1)} ms`

const machine = () => ({
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  at: new Date().toISOString(),
})

function writeResults(lines: readonly Line[], raw: Record<string, unknown>): void {
  const file = fileURLToPath(
    new URL(`results/local-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`, import.meta.url),
  )
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ lines, ...raw }, null, 1))
  console.log(`\n| what | floor here | measured | budget |\n|---|---|---|---|`)
  for (const line of lines) console.log(`| ${line.what} | ${line.floor} | ${line.measured} | ${line.budget} |`)
  console.log(`\nAll figures: ${file}`)
}

await main()
