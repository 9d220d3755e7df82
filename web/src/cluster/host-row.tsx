import { useTranslation } from 'react-i18next'
import type { ClusterNode } from '../../../runtime/api/ui/contract/cluster.ts'
import { DifferingMark } from './differing-mark.tsx'
import { memoryText } from './memory-text.ts'

/** What the processes of one host share: its load, memory and clock, as the latest report has them. */
export function HostRow({ nodes, columns }: { readonly nodes: readonly ClusterNode[]; readonly columns: number }) {
  const { t } = useTranslation()
  const latest = nodes.toSorted((one, other) => other.heartbeatMs - one.heartbeatMs)[0] as ClusterNode
  const usedMb = latest.memoryTotalMb - latest.memoryFreeMb
  const isClockOff = nodes.some(({ differs }) => differs.includes('clock'))
  return (
    <tr className="host">
      <th colSpan={columns} scope="rowgroup">
        <span className="host-facts">
          <strong>{latest.hostname}</strong>
          <span className="number">
            {t('cluster.load', { load: latest.load.map(one => one.toFixed(2)).join(' · '), count: latest.cpus })}
          </span>
          <span className="number">
            {t('cluster.hostMemory', { used: memoryText(usedMb), total: memoryText(latest.memoryTotalMb) })}
          </span>
          <DifferingMark isOdd={isClockOff}>
            {t('cluster.clock', { offset: offsetText(latest.clockOffsetMs) })}
          </DifferingMark>
        </span>
      </th>
    </tr>
  )
}

/** `+3 ms`, `-1.2 s`. */
function offsetText(ms: number): string {
  const sign = ms < 0 ? '−' : '+'
  const size = Math.abs(ms)
  return size < 1000 ? `${sign}${Math.round(size)} ms` : `${sign}${(size / 1000).toFixed(1)} s`
}
