import { useTranslation } from 'react-i18next'
import type { ClusterNode } from '../../../runtime/api/ui/contract/cluster.ts'
import { Duration, RelativeTime } from '../time/time.tsx'
import { type Condition, ConditionMark } from './condition-mark.tsx'
import { DifferingMark } from './differing-mark.tsx'
import { memoryText } from './memory-text.ts'
import { SlotBar } from './slot-bar.tsx'
import { TakeBackButton } from './take-back-button.tsx'

interface ProcessRowProps {
  readonly node: ClusterNode
  /** Null for users who may not. */
  readonly onDrain: ((node: ClusterNode) => void) | null
}

export function ProcessRow({ node, onDrain }: ProcessRowProps) {
  const { t } = useTranslation()
  const { worker } = node
  return (
    <tr className={node.isSilent ? 'silent' : undefined}>
      <td>
        <strong>{node.role}</strong>
        {worker && <div className="hint">{worker.name}</div>}
        <div className="hint">pid {node.pid}</div>
      </td>
      <td>
        <ProcessState node={node} />
      </td>
      <td data-label={t('cluster.slots')}>
        <Slots node={node} />
      </td>
      <td data-label={t('cluster.queues')}>
        <Queues node={node} />
      </td>
      <td data-label={t('cluster.memory')} className="number">
        {memoryText(node.memoryProcessMb)}
      </td>
      <td data-label={t('cluster.uptime')}>
        <Duration startMs={node.startMs} endMs={node.isSilent ? node.heartbeatMs : null} />
      </td>
      <td data-label={t('cluster.heartbeat')} className="number">
        <RelativeTime ms={node.heartbeatMs} />
      </td>
      <td>
        <Release node={node} />
      </td>
      <td>{onDrain !== null && !node.isSilent && <WorkerAction node={node} onDrain={onDrain} />}</td>
    </tr>
  )
}

function ProcessState({ node: { isSilent, worker } }: { readonly node: ClusterNode }) {
  const { t } = useTranslation()
  const state = isSilent ? 'silent' : (worker?.state ?? 'alive')
  return <ConditionMark condition={CONDITIONS[state]}>{t(`cluster.${state}`)}</ConditionMark>
}

const CONDITIONS = {
  silent: 'bad',
  alive: 'good',
  taking: 'good',
  draining: 'doubtful',
  drained: 'doubtful',
} as const satisfies Record<string, Condition>

/** Of what runs tasks, or could. */
function Slots({ node: { worker, role, running, slots } }: { readonly node: ClusterNode }) {
  const { t } = useTranslation()
  if (slots === null && running === 0) return null
  return (
    <SlotBar
      label={t('cluster.slotsOf', { name: worker?.name ?? role })}
      total={slots}
      used={running}
      states={{ running }}
    />
  )
}

/** Those that the worker does not take from now are struck out. */
const Queues = ({ node: { worker } }: { readonly node: ClusterNode }) =>
  worker !== null && (
    <span className="queue-names">
      {worker.ownQueues.map(queue =>
        worker.queues.includes(queue) ? (
          <span key={queue} className="tag">
            {queue}
          </span>
        ) : (
          <s key={queue} className="tag">
            {queue}
          </s>
        ),
      )}
    </span>
  )

/** Version, and what the hashes of configuration and DAG files begin with. */
function Release({ node: { version, configHash, dagsHash, differs } }: { readonly node: ClusterNode }) {
  const { t } = useTranslation()
  return (
    <dl className="release">
      <dt>{t('cluster.version')}</dt>
      <dd>
        <DifferingMark isOdd={differs.includes('version')}>{version}</DifferingMark>
      </dd>
      <dt>{t('cluster.config')}</dt>
      <dd className="mono" title={configHash}>
        <DifferingMark isOdd={differs.includes('config')}>{configHash.slice(0, SHOWN_DIGITS)}</DifferingMark>
      </dd>
      <dt>{t('cluster.dagFiles')}</dt>
      <dd className="mono" title={dagsHash ?? undefined}>
        <DifferingMark isOdd={differs.includes('dags')}>{dagsHash?.slice(0, SHOWN_DIGITS) ?? '–'}</DifferingMark>
      </dd>
    </dl>
  )
}

/** As `airflow cluster nodes` shows a hash. */
const SHOWN_DIGITS = 8

function WorkerAction({
  node,
  onDrain,
}: {
  readonly node: ClusterNode
  readonly onDrain: (node: ClusterNode) => void
}) {
  const { t } = useTranslation()
  const { worker } = node
  if (worker === null) return null
  if (worker.state !== 'taking') return <TakeBackButton worker={worker.name} />
  return (
    <button
      type="button"
      className="button"
      aria-label={t('cluster.drainWorker', { worker: worker.name })}
      onClick={() => onDrain(node)}
    >
      {t('cluster.drain')}
    </button>
  )
}
