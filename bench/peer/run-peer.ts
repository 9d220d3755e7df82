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

export interface PeerOptions {
  readonly releases: readonly Release[]
  readonly repetitions: number
  /** No workload begins after that, and none takes more than four of them. */
  readonly minutes: number
}

/** The same workloads on ours and on real Airflow, in turns on one machine, through one driver. */
export async function runPeer(report: Report, options: PeerOptions): Promise<void> {
  await prepareForAirflow(report.tell)
  const installed: { readonly release: Release; readonly bin: string }[] = []
  for (const release of options.releases) installed.push({ release, bin: await installAirflow(release, report.tell) })
  const endsMs = performance.now() + options.minutes * 60_000
  await using servers = await startPeerServers()
  const { database, postgres, broker } = servers
  report.raw['servers'] = { mariadb: database.version, postgres: postgres.version, broker: broker.version }
  report.raw['floors'] = await floorsOf(servers, installed[0]?.bin ?? '')
  report.tell('Making the databases of all contestants')
  const contestants = [await createSlipstream(servers)]
  await using _ours = contestants[0] as Contestant
  for (const one of installed) contestants.push(await createAirflow(one, servers))
  const schedule = scheduleOf(options.releases, options.repetitions)
  await runTurns(report, { contestants, schedule, endsMs })
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

async function runTurns(report: Report, { contestants, schedule, endsMs }: Order): Promise<void> {
  const [turns, failures]: [Turn[], string[]] = [[], []]
  Object.assign(report.raw, { turns, failures })
  for (const { contestant: name, plan } of schedule) {
    const contestant = contestants.find(one => one.name === name)
    if (contestant === undefined) throw new Error(`${name} does not take part`)
    if (performance.now() > endsMs) {
      failures.push(`${name}: no time was left for a turn`)
      continue
    }
    const turn = await runTurn(contestant, { plan, endsMs })
    turns.push(turn)
    report.tell(sentenceOf(turn))
    report.save()
  }
}

function sentenceOf(turn: Turn): string {
  const { w1, w2, w3, w4 } = turn
  const makespans = (runs: readonly Measurement[]) => runs.map(textOf).join(' ') || '-'
  const start = `trigger -> start p50 ${seconds(median(w4.map(run => run.firstStartS)))}`
  return `${turn.contestant}: w1 ${makespans(w1)}, w2 ${makespans(w2)}, w3 ${makespans(w3)}, ${start}, first task ${turn.firstTaskS ?? '-'} s${turn.failure === null ? '' : `; ${turn.failure}`}`
}

const textOf = ({ makespanS, succeeded, wallS }: Measurement): string =>
  makespanS === null ? `(${succeeded} tasks in ${wallS.toFixed(0)} s)` : seconds(makespanS)
