import { sql } from 'kysely'
import { parseSqlTimestamp, sqlTimestamp } from '../model/time.ts'
import type { Db } from './tables.ts'
import { isMysql, upsert } from './upsert.ts'

export type NodeRole = 'scheduler' | 'worker' | 'webserver' | 'flower'

/** Which process it is. */
export interface NodeKey {
  readonly hostname: string
  readonly role: NodeRole
  readonly pid: number
}

/** What a worker runs, and from which queues; both may change under way. */
export interface WorkerCapacity {
  /** The Celery node name, e.g. `celery@host`. */
  readonly nodeName: string
  /** How many tasks it runs at once. */
  readonly slots: number
  /** None while it is drained. */
  readonly queues: readonly string[]
  /** Those it was started with, and those it was given since: what it takes from again when it is taken back. */
  readonly ownQueues: readonly string[]
}

/** What a long-lived process says of itself. Times are those of the database's clock, so that nodes can be compared. */
export interface NodeReport extends NodeKey {
  /** Null for what is no worker. */
  readonly worker: WorkerCapacity | null
  readonly version: string
  readonly configHash: string
  /** A hash for each option that is set, by `section.key`: what tells where two configurations differ. */
  readonly configOptions: Readonly<Record<string, string>>
  /** Null where there is no dags folder. */
  readonly dagsHash: string | null
  /** How far the clock of the host is ahead of the database's, milliseconds. */
  readonly clockOffsetMs: number
  /** Over 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number]
  readonly cpus: number
  readonly memoryTotalMb: number
  readonly memoryFreeMb: number
  readonly memoryProcessMb: number
  readonly startMs: number
  readonly latestHeartbeatMs: number
}

export interface StoredNode extends NodeReport {
  /** Since its last report, milliseconds. */
  readonly ageMs: number
}

/** What time the database has; with SQLite this host's own. */
export async function databaseTimeMs(db: Db): Promise<number> {
  const now = isMysql(db) ? sql<number>`unix_timestamp(now(6)) * 1000` : sql<number>`unixepoch('subsec') * 1000`
  const { rows } = await sql<{ now: number | string }>`select ${now} as now`.execute(db)
  return Number(rows[0]?.now)
}

export async function saveNode(db: Db, node: NodeReport): Promise<void> {
  const [load1, load5, load15] = node.load
  const row = {
    hostname: node.hostname,
    role: node.role,
    pid: node.pid,
    node_name: node.worker?.nodeName ?? null,
    version: node.version,
    config_hash: node.configHash,
    config_options: JSON.stringify(node.configOptions),
    dags_hash: node.dagsHash,
    clock_offset_ms: node.clockOffsetMs,
    load_1: load1,
    load_5: load5,
    load_15: load15,
    cpus: node.cpus,
    memory_total_mb: node.memoryTotalMb,
    memory_free_mb: node.memoryFreeMb,
    memory_process_mb: node.memoryProcessMb,
    slots: node.worker?.slots ?? null,
    queues: node.worker === null ? null : JSON.stringify(node.worker.queues),
    own_queues: node.worker === null ? null : JSON.stringify(node.worker.ownQueues),
    start_date: sqlTimestamp(node.startMs),
    latest_heartbeat: sqlTimestamp(node.latestHeartbeatMs),
  }
  await upsert(db, { table: 'slipstream_node', row, key: ['hostname', 'role', 'pid'] })
}

/** Every process that has reported, by host; those that ended in order are not there. */
export async function listNodes(db: Db): Promise<StoredNode[]> {
  const nowMs = await databaseTimeMs(db)
  const rows = await db
    .selectFrom('slipstream_node')
    .selectAll()
    .orderBy('hostname')
    .orderBy('role')
    .orderBy('pid')
    .execute()
  return rows.map(row => {
    const latestHeartbeatMs = parseSqlTimestamp(row.latest_heartbeat)
    return {
      hostname: row.hostname,
      role: row.role as NodeRole,
      pid: row.pid,
      worker: workerOf(row),
      version: row.version,
      configHash: row.config_hash,
      configOptions: JSON.parse(row.config_options) as Record<string, string>,
      dagsHash: row.dags_hash,
      clockOffsetMs: row.clock_offset_ms,
      load: [row.load_1, row.load_5, row.load_15],
      cpus: row.cpus,
      memoryTotalMb: row.memory_total_mb,
      memoryFreeMb: row.memory_free_mb,
      memoryProcessMb: row.memory_process_mb,
      startMs: parseSqlTimestamp(row.start_date),
      latestHeartbeatMs,
      ageMs: nowMs - latestHeartbeatMs,
    }
  })
}

function workerOf(row: {
  readonly node_name: string | null
  readonly slots: number | null
  readonly queues: string | null
  readonly own_queues: string | null
}): WorkerCapacity | null {
  const { node_name: nodeName, slots, queues, own_queues: ownQueues } = row
  if (nodeName === null || slots === null || queues === null || ownQueues === null) return null
  return { nodeName, slots, queues: JSON.parse(queues) as string[], ownQueues: JSON.parse(ownQueues) as string[] }
}

/** It has ended in order. */
export async function deleteNode(db: Db, { hostname, role, pid }: NodeKey): Promise<void> {
  await db
    .deleteFrom('slipstream_node')
    .where('hostname', '=', hostname)
    .where('role', '=', role)
    .where('pid', '=', pid)
    .execute()
}

/** Forgets nodes that have not reported since; @returns how many */
export async function deleteSilentNodes(db: Db, sinceMs: number): Promise<number> {
  const result = await db
    .deleteFrom('slipstream_node')
    .where('latest_heartbeat', '<', sqlTimestamp(sinceMs))
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
