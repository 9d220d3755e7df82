import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Floors, processFloors } from '../figures/floor.ts'
import { cpuLine, idleLines, latencyLine, makespanLine, millis, seconds } from '../figures/lines.ts'
import type { Report } from '../figures/report.ts'
import { median } from '../figures/statistics.ts'
import { untilKnown } from '../system/api.ts'
import { idleOf } from '../system/idle.ts'
import { repeat } from '../system/repeat.ts'
import { type Measurement, runWorkload } from '../system/run-workload.ts'
import { untilHealthy } from '../system/slipstream.ts'
import { W3, writeWorkloads } from '../system/workloads.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { counted } from './counters.ts'
import { type BrokerFloor, brokerFloor } from './round-trip.ts'
import { serverWorkLines, serverWorkText } from './server-work-lines.ts'
import { type Servers, startServers } from './servers.ts'

/** The distributed engine: one scheduler, one webserver, one worker, on a MariaDB and a RabbitMQ with their defaults. */
export async function runCelery(report: Report): Promise<void> {
  await using servers = await startServers()
  report.raw['servers'] = { database: servers.database.version, broker: servers.broker.version }
  const floors = { ...(await processFloors()), broker: await brokerFloor(servers.broker.url('raw')) }
  report.raw['floors'] = floors
  await using cluster = await createCluster(servers)
  writeWorkloads(join(cluster.home.folder, 'dags'))
  await measureStarts(report, cluster)
  await sleep(20_000)
  const idle = await idleOf(cluster.programs, 20)
  report.raw['idle'] = idle
  idleLines(idle).forEach(report.line)
  await measureWorkloads(report, cluster, floors)
  await measureServerWork(report, cluster, servers)
}

/** From starting all programs to the first task of a DAG that is triggered once the scheduler is healthy. */
async function measureStarts({ raw, line }: Report, cluster: Cluster): Promise<void> {
  cluster.programs.start()
  await untilHealthy(cluster.call)
  await untilKnown(cluster.call, W3.length + 3)
  const starts = await repeat(5, () => startOf(cluster))
  raw['starts'] = starts
  const total = median(starts.map(({ startS, firstStartS }) => startS + firstStartS))
  line({ what: 'start -> first task', floor: '-', measured: seconds(total), budget: '1 s', isMet: total <= 1 })
}

async function startOf(cluster: Cluster): Promise<{ readonly startS: number; readonly firstStartS: number }> {
  await cluster.programs.stop()
  const startedMs = performance.now()
  cluster.programs.start()
  await untilHealthy(cluster.call)
  const startS = (performance.now() - startedMs) / 1000
  const { firstStartS } = await runWorkload(cluster, ['w4_one_bash'])
  return { startS, firstStartS }
}

async function measureWorkloads(
  { raw, line, tell }: Report,
  cluster: Cluster,
  floors: Floors & { readonly broker: BrokerFloor },
): Promise<void> {
  const chain = await repeat(7, () => runWorkload(cluster, ['w1_chain_bash']))
  const fan = await repeat(7, () => runWorkload(cluster, ['w2_fan_bash']))
  const many = await repeat(3, () => runWorkload(cluster, W3))
  const single = await repeat(100, () => rested(() => runWorkload(cluster, ['w4_one_bash'])))
  Object.assign(raw, { w1: chain, w2: fan, w3: many, w4: single })
  line(makespanLine({ what: '40 bash tasks in a row', runs: chain, floorS: floors.chainS, budgetS: 0.6 }))
  line(makespanLine({ what: '1 -> 100 -> 1', runs: fan, floorS: floors.fanS, budgetS: 0.9 }))
  line(makespanLine({ what: '50 DAGs x 10 at once', runs: many, floorS: floors.manyS, budgetS: 4 }))
  const floor = `${millis(floors.broker.roundTripS.p50)} through the broker and back`
  const gapsS = chain.flatMap(run => run.gapsS)
  line(latencyLine({ what: 'end of upstream -> start of downstream', valuesS: gapsS, floor, budgetMs: [10, 50] }))
  const startsS = single.map(run => run.firstStartS)
  line(latencyLine({ what: 'trigger -> first task running', valuesS: startsS, floor, budgetMs: [15, 60] }))
  line(cpuLine(chain, floors.cpuPerProcessS))
  for (const [name, runs] of Object.entries({ chain, fan, many })) tell(`CPU per task of ${name}: ${cpuOf(runs)}`)
}

/** Not in step with anything that polls. */
async function rested<T>(measure: () => Promise<T>): Promise<T> {
  await sleep(50 + Math.random() * 200)
  return measure()
}

const cpuOf = (runs: readonly Measurement[]): string =>
  ['own', 'database', 'broker']
    .map(name => `${name} ${millis(median(runs.map(run => (run.cpuS[name] ?? Number.NaN) / run.tasks)))}`)
    .join(', ')

/** Counted in runs of their own: counting disturbs. */
async function measureServerWork({ raw, line, tell }: Report, cluster: Cluster, servers: Servers): Promise<void> {
  const resting = await counted(servers, () => sleep(5000))
  const chain = await counted(servers, () => runWorkload(cluster, ['w1_chain_bash']))
  const fan = await counted(servers, () => runWorkload(cluster, ['w2_fan_bash']))
  const many = await counted(servers, () => runWorkload(cluster, W3))
  raw['serverWork'] = { restingFor5S: resting, w1: chain, w2: fan, w3: many }
  serverWorkLines(many, 500).forEach(line)
  const perTask = Object.entries({ chain: [chain, 40], fan: [fan, 102], many: [many, 500] } as const)
  for (const [name, [work, tasks]] of perTask) tell(`${name}, per task: ${serverWorkText(work, tasks)}`)
}
