import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveEvent } from '../../runtime/api/ui/contract/events.ts'
import { sqlTimestamp } from '../../runtime/model/time.ts'
import type { Point } from '../figures/over-time.ts'
import { rssMiB } from '../system/processes.ts'
import { timeOf } from './answer-times.ts'
import { BIG_DAG, BIG_RUNS, runIdOf } from './web-data.ts'
import type { WebServer } from './web-server.ts'

export interface LiveFigures {
  /** Of the requests of all pages, seconds. */
  readonly answersS: readonly number[]
  readonly rss: readonly Point[]
  readonly events: number
}

const CLIENTS = 100
const CHANGE_MS = 1000
const TASKS_PER_CHANGE = 20

/** Half of the clients look at the list of DAGs, half at the grid of the big one, while tasks of its last run change. */
export async function measureLiveClients(server: WebServer, seconds: number): Promise<LiveFigures> {
  const ending = new AbortController()
  const figures = { answersS: [] as number[], rss: [] as Point[], events: 0 }
  const clients = Array.from({ length: CLIENTS }, (_, index) => page(server, index, { figures, signal: ending.signal }))
  for (let second = 0; second < seconds; second += CHANGE_MS / 1000) {
    figures.rss.push({ atS: second, value: rssMiB([server.pid]) })
    await changeTasks(server, second)
    await sleep(CHANGE_MS)
  }
  ending.abort()
  await Promise.all(clients)
  return figures
}

interface Looking {
  readonly figures: { readonly answersS: number[]; events: number }
  readonly signal: AbortSignal
}

/** What a page of the app does: it hears of changes, and asks again for what it shows. */
async function page(server: WebServer, index: number, { figures, signal }: Looking): Promise<void> {
  const isList = index % 2 === 0
  const path = isList ? `/ui/dags?limit=50&offset=${(index % 10) * 50}` : `/ui/dags/${BIG_DAG}/grid?runs=${BIG_RUNS}`
  for await (const events of eventsOf(server, signal)) {
    const concerns = events.some(event => event.type === 'dag_run' && (isList || event.dagId === BIG_DAG))
    if (!concerns) continue
    figures.events += 1
    figures.answersS.push(await timeOf(server, path))
  }
}

async function* eventsOf({ url, cookie }: WebServer, signal: AbortSignal): AsyncGenerator<readonly LiveEvent[]> {
  const response = await fetch(`${url}/ui/events`, { headers: { cookie }, signal })
  let rest = ''
  try {
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      const parts = `${rest}${Buffer.from(chunk).toString()}`.split('\n\n')
      rest = parts.pop() as string
      for (const part of parts) if (part.startsWith('data: ')) yield JSON.parse(part.slice(6)) as LiveEvent[]
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function changeTasks({ database }: WebServer, second: number): Promise<void> {
  await database.kysely
    .updateTable('task_instance')
    .set({ state: second % 2 === 0 ? 'running' : 'success', updated_at: sqlTimestamp(Date.now()) })
    .where('dag_id', '=', BIG_DAG)
    .where('run_id', '=', runIdOf(BIG_RUNS - 1))
    .where('task_id', 'like', `stage_${10 + (second % TASKS_PER_CHANGE)}.%`)
    .execute()
}
