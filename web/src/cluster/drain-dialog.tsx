import { useTranslation } from 'react-i18next'
import type { ClusterNode } from '../../../runtime/api/ui/contract/cluster.ts'
import { Dialog } from '../shell/dialog.tsx'
import { DialogFoot } from '../shell/dialog-foot.tsx'
import { Failure } from '../shell/notice.tsx'
import { useChangeWorker } from './cluster-query.ts'

interface DrainDialogProps {
  readonly node: ClusterNode
  /** All of the cluster. */
  readonly nodes: readonly ClusterNode[]
  readonly onClose: () => void
}

/** Says what draining a worker means, and which tasks would wait, before it is done. */
export function DrainDialog({ node, nodes, onClose }: DrainDialogProps) {
  const { t } = useTranslation()
  const worker = node.worker?.name ?? ''
  const change = useChangeWorker(worker, onClose)
  const deserted = desertedQueues(node, nodes)
  return (
    <Dialog title={t('cluster.drainWorker', { worker })} onClose={onClose}>
      <div className="form">
        <p>{t('cluster.drainExplain', { count: node.running })}</p>
        {deserted.length > 0 && <p className="field-error">{t('cluster.deserted', { queues: deserted.join(', ') })}</p>}
        {change.error && <Failure error={change.error} />}
        <DialogFoot
          submit={t('cluster.drain')}
          isDisabled={change.isPending}
          onSubmit={() => change.mutate('drain')}
          onClose={onClose}
        />
      </div>
    </Dialog>
  )
}

/** Queues that no other living worker takes from. */
function desertedQueues(node: ClusterNode, nodes: readonly ClusterNode[]): string[] {
  const others = nodes.filter(other => !other.isSilent && other.worker?.name !== node.worker?.name)
  const taken = new Set(others.flatMap(({ worker }) => worker?.queues ?? []))
  return (node.worker?.queues ?? []).filter(queue => !taken.has(queue))
}
