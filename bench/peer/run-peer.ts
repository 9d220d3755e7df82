import { brokerFloor } from '../celery/round-trip.ts'
import { processFloors } from '../figures/floor.ts'
import { seconds } from '../figures/lines.ts'
import type { Report } from '../figures/report.ts'
import { median } from '../figures/statistics.ts'
import type { Measurement } from '../system/run-workload.ts'
import { createAirflow } from './airflow.ts'
import type { Contestant } from './contestant.ts'
import { installAirflow, prepareForAirflow, type Release } from './install.ts'
import { type PeerServers, startPeerServers } from './peer-servers.ts'
import { celeryFloor } from './raw-celery.ts'
import { type Place, scheduleOf } from './schedule.ts'
import { createSlipstream } from './slipstream.ts'
import { runTurn, type Turn } from './turn.ts'

const RELEASES: readonly Release[] = ['airflow-2.11', 'airflow-3.3']

export interface PeerOptions {
  readonly repetitions: number
  /** No turn begins after that. */
  readonly minutes: number
}

/** The same workloads on ours and on real Airflow, in turns on one machine, through one driver. */
export async function runPeer(report: Report, options: PeerOptions): Promise<void> {
  await prepareForAirflow(report.tell)
  const installed: { readonly release: Release; readonly bin: string }[] = []
  for (const release of RELEASES) installed.push({ release, bin: await installAirflow(release, report.tell) })
  const endsMs = performance.now() + options.minutes * 60_000
  await using servers = await startPeerServers()
  const { database, postgres, broker } = servers
  report.raw['servers'] = { mariadb: database.version, postgres: postgres.version, broker: broker.version }
  report.raw['floors'] = await floorsOf(servers, installed[0]?.bin ?? '')
  report.tell('Making the databases of all contestants')
  const contestants = [await createSlipstream(servers)]
  await using _ours = contestants[0] as Contestant
  for (const one of installed) contestants.push(await createAirflow(one, servers))
  const schedule = scheduleOf(RELEASES, options.repetitions)
  report.raw['turns'] = await runTurns(report, { contestants, schedule, endsMs })
}

async function floorsOf({ broker, folder }: PeerServers, bin: string) {
  const processes = await processFloors()
  const celery = await celeryFloor(bin, broker.url('raw'), folder)
  return { ...processes, broker: await brokerFloor(broker.url('ours')), celery }
}

interface Order {
  readonly contestants: readonly Contestant[]
  readonly schedule: readonly Place[]
  readonly endsMs: number
}

async function runTurns(report: Report, { contestants, schedule, endsMs }: Order): Promise<Turn[]> {
  const turns: Turn[] = []
  report.raw['turns'] = turns
  for (const { contestant: name, plan } of schedule) {
    const contestant = contestants.find(one => one.name === name)
    if (contestant === undefined) throw new Error(`${name} does not take part`)
    if (performance.now() > endsMs) report.tell(`No time is left for one more turn of ${name}`)
    else turns.push(await runTurn(contestant, plan))
    report.save()
    const last = turns.at(-1)
    if (last?.contestant === name) report.tell(sentenceOf(last))
  }
  return turns
}

function sentenceOf(turn: Turn): string {
  const { w1, w2, w3, w4 } = turn
  const makespans = (runs: readonly Measurement[]) => runs.map(textOf).join(' ') || '-'
  const start = `trigger -> start p50 ${seconds(median(w4.map(run => run.firstStartS)))}`
  return `${turn.contestant}: w1 ${makespans(w1)}, w2 ${makespans(w2)}, w3 ${makespans(w3)}, ${start}, first task ${seconds(turn.firstTaskS)}`
}

const textOf = ({ makespanS, succeeded, wallS }: Measurement): string =>
  makespanS === null ? `(${succeeded} tasks in ${wallS.toFixed(0)} s)` : seconds(makespanS)
