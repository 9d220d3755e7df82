import type { WorkerRecord } from '../state/worker-record.ts'

/** A row of Flower's worker table: the counts of its events beside what its heartbeats tell. */
export const workerJson = (worker: Readonly<WorkerRecord>, isAlive: boolean) => ({
  ...Object.fromEntries(worker.events),
  hostname: worker.name,
  pid: worker.pid,
  freq: worker.freq,
  heartbeats: worker.heartbeats,
  clock: worker.clock,
  active: worker.active,
  processed: worker.processed,
  loadavg: worker.loadavg,
  sw_ident: worker.swIdent,
  sw_ver: worker.swVer,
  sw_sys: worker.swSys,
  status: isAlive,
})
