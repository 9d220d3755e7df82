import { type NodeDifference, nodeDifferences } from '../../cluster/node-differences.ts'
import { isAlive } from '../../cluster/node-watch.ts'
import { listNodes, type StoredNode } from '../../db/node.ts'
import { SENTENCES } from '../../service/sentences.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printRows } from '../output/print-rows.ts'
import type { Row } from '../output/tables.ts'

/** `airflow cluster nodes`: every long-lived process as it last reported; where they differ stands on stderr. */
export const command: Command<OutputOptions> = {
  options: [outputOption()],
  run: call =>
    withDatabase(call, async ({ db, config }) => {
      const nodes = await listNodes(db)
      const alive = nodes.filter(node => isAlive(node, config))
      printRows(
        nodes.map(node => rowOf(node, alive.includes(node))),
        call.options.output,
      )
      for (const difference of nodeDifferences(alive)) console.error(`Warning: ${sentenceOf(difference)}`)
      return 0
    }),
}

const rowOf = (node: StoredNode, isNodeAlive: boolean): Row => ({
  hostname: node.hostname,
  role: node.role,
  pid: node.pid,
  node: node.worker?.nodeName ?? null,
  state: isNodeAlive ? 'alive' : 'dead',
  heartbeat: `${(Math.max(node.ageMs, 0) / 1000).toFixed(0)} s ago`,
  version: node.version,
  config: node.configHash.slice(0, SHOWN_DIGITS),
  dags: node.dagsHash?.slice(0, SHOWN_DIGITS) ?? null,
  clock_offset_ms: node.clockOffsetMs,
  load: node.load.map(value => value.toFixed(2)).join(' '),
  cpus: node.cpus,
  memory_mb: `${node.memoryTotalMb - node.memoryFreeMb}/${node.memoryTotalMb}`,
  process_mb: node.memoryProcessMb,
  slots: node.worker?.slots ?? null,
  queues: node.worker?.queues ?? null,
})

/** As the warnings show a hash. */
const SHOWN_DIGITS = 8

const sentenceOf = (difference: NodeDifference): string =>
  difference.type === 'clock_off' ? SENTENCES.clock_off(difference) : SENTENCES.nodes_differ(difference)
