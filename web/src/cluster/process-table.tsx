import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClusterNode } from '../../../runtime/api/ui/contract/cluster.ts'
import { useMay } from '../api/session.ts'
import { DrainDialog } from './drain-dialog.tsx'
import { HostRow } from './host-row.tsx'
import { ProcessRow } from './process-row.tsx'
import { TableFrame } from './table-frame.tsx'

const COLUMNS = ['process', 'state', 'slots', 'queues', 'memory', 'uptime', 'heartbeat', 'release'] as const

/** The processes, below the hosts that they run on. */
export function ProcessTable({ nodes }: { readonly nodes: readonly ClusterNode[] }) {
  const { t } = useTranslation()
  const mayControl = useMay('can_read', 'Audit Logs')
  const [drained, setDrained] = useState<ClusterNode | null>(null)
  const hosts = [...Map.groupBy(nodes, node => node.hostname)]
  return (
    <TableFrame label={t('cluster.processes')}>
      <table className="table processes">
        <thead>
          <tr>
            {COLUMNS.map(column => (
              <th key={column}>{t(`cluster.${column}`)}</th>
            ))}
            <th>
              <span className="unseen">{t('dags.actions')}</span>
            </th>
          </tr>
        </thead>
        {hosts.map(([hostname, ofHost]) => (
          <tbody key={hostname}>
            <HostRow nodes={ofHost} columns={COLUMNS.length + 1} />
            {ofHost.map(node => (
              <ProcessRow key={`${node.role} ${node.pid}`} node={node} onDrain={mayControl ? setDrained : null} />
            ))}
          </tbody>
        ))}
      </table>
      {drained && <DrainDialog node={drained} nodes={nodes} onClose={() => setDrained(null)} />}
    </TableFrame>
  )
}
