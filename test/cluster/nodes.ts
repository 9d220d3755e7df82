import type { NodeReport } from '../../runtime/db/node.ts'

/** A report, with what matters to a test. */
export const node = (own: Partial<NodeReport> = {}): NodeReport => ({
  hostname: 'one',
  role: 'scheduler',
  pid: 100,
  version: '1.0.0',
  configHash: 'c0ffee0000',
  configOptions: { 'core.parallelism': 'aaa' },
  dagsHash: 'da60000000',
  clockOffsetMs: 2.5,
  load: [0.5, 0.25, 0.125],
  cpus: 2,
  memoryTotalMb: 4096,
  memoryFreeMb: 1024,
  memoryProcessMb: 90,
  worker: null,
  startMs: 1_790_000_000_000,
  latestHeartbeatMs: 1_790_000_010_000,
  ...own,
})

export const worker = (name: string, own: Partial<NodeReport> = {}): NodeReport =>
  node({
    hostname: name,
    role: 'worker',
    worker: { nodeName: `celery@${name}`, slots: 8, queues: ['default', 'other'], ownQueues: ['default', 'other'] },
    ...own,
  })
