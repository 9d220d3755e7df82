import { useSuspenseQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Differences } from '../cluster/differences.tsx'
import { PoolBars } from '../cluster/pool-bars.tsx'
import { Failure } from '../shell/notice.tsx'
import { CountTiles } from './count-tiles.tsx'
import { FailedRuns, FailedTasks } from './failures.tsx'
import { HealthCards } from './health-cards.tsx'
import { HistoryCard } from './history-card.tsx'
import { homeQuery } from './home-query.ts'
import { ImportErrors } from './import-errors.tsx'
import { UnfinishedTasks } from './unfinished-tasks.tsx'
import './home.css'

/** Where things stand. */
export function HomePage() {
  const { t } = useTranslation()
  const { period = 'day' } = useSearch({ from: '/' })
  const { data, error } = useSuspenseQuery(homeQuery(period))
  return (
    <div className="page home">
      <header className="page-head">
        <h1>{t('home.title')}</h1>
        <span className="soft">{t('home.version', { version: data.version, executor: data.executor })}</span>
      </header>
      {error && <Failure error={error} />}
      <HealthCards health={data.health} importErrors={data.importErrors} />
      <Differences differences={data.health.differences} />
      <CountTiles dags={data.dags} />
      <div className="home-columns">
        <HistoryCard period={period} bars={data.history} />
        <div className="home-stack">
          <UnfinishedTasks tasks={data.tasks} runs={data.runs} />
          {data.pools && <PoolBars pools={data.pools} />}
        </div>
      </div>
      <div className="home-pair">
        {data.failedRuns && <FailedRuns runs={data.failedRuns} period={period} />}
        {data.failedTasks && <FailedTasks tasks={data.failedTasks} period={period} />}
      </div>
      {data.importErrors && <ImportErrors errors={data.importErrors} />}
    </div>
  )
}
