import { useSuspenseQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ClusterPage as Cluster } from '../../../runtime/api/ui/contract/cluster.ts'
import { Empty, Failure } from '../shell/notice.tsx'
import { durationText } from '../time/format.ts'
import { clusterQuery } from './cluster-query.ts'
import { ConditionMark } from './condition-mark.tsx'
import { Differences } from './differences.tsx'
import { PoolBars } from './pool-bars.tsx'
import { ProcessTable } from './process-table.tsx'
import { QueueTable } from './queue-table.tsx'
import './cluster.css'

/** Every process of the cluster, and what its tasks wait for. */
export function ClusterPage() {
  const { data, error } = useSuspenseQuery(clusterQuery)
  return (
    <div className="page">
      <Head cluster={data} />
      {error && <Failure error={error} />}
      {data.broker !== null && data.broker.problem !== null && <Failure error={new Error(data.broker.problem)} />}
      <Differences differences={data.differences} />
      <Processes cluster={data} />
      {data.broker && <QueueTable queues={data.queues} />}
      {data.pools && <PoolBars pools={data.pools} />}
    </div>
  )
}

function Head({ cluster: { executor, nodes, differences, broker, flowerUrl } }: { readonly cluster: Cluster }) {
  const { t } = useTranslation()
  const silent = nodes.filter(node => node.isSilent).length
  return (
    <header className="page-head">
      <h1>{t('cluster.title')}</h1>
      <span className="soft">{executor}</span>
      {silent > 0 && <ConditionMark condition="bad">{t('home.silent', { count: silent })}</ConditionMark>}
      {silent === 0 && differences.length === 0 && nodes.length > 0 && (
        <ConditionMark condition="good">{t('cluster.agree')}</ConditionMark>
      )}
      {broker && broker.problem === null && (
        <ConditionMark condition="good">
          {t('cluster.broker', { place: broker.place, time: durationText(Math.ceil(broker.answerMs ?? 0)) })}
        </ConditionMark>
      )}
      <span className="spring" />
      {flowerUrl && (
        <a className="button" href={flowerUrl} target="_blank" rel="noreferrer">
          Flower <ExternalLink size={14} aria-hidden />
        </a>
      )}
    </header>
  )
}

function Processes({ cluster }: { readonly cluster: Cluster }) {
  const { t } = useTranslation()
  if (cluster.nodes.length === 0) return <Empty>{t('cluster.none')}</Empty>
  return <ProcessTable nodes={cluster.nodes} />
}
