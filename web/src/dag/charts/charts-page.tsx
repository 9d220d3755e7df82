import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dagQuery } from '../../api/queries.ts'
import { Empty, Failure, Loading } from '../../shell/notice.tsx'
import { Segments } from '../../shell/segments.tsx'
import { Toggle } from '../../shell/toggle.tsx'
import { useNow } from '../../time/now.ts'
import { RunCount } from '../run-count.tsx'
import { BarChart } from './bar-chart.tsx'
import { barsOf } from './chart-model.ts'
import { CHARTS, chartsQuery } from './charts-query.ts'
import './charts.css'

const RUNS = 50

/** How long the last runs of a DAG took, how many tries they needed, and how late they ended: of the runs or of one task. */
export function ChartsPage() {
  const { t } = useTranslation()
  const nowMs = useNow()
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const { chart = 'durations', task } = useSearch({ from: '/dags/$dagId/charts' })
  const [runs, setRuns] = useState(RUNS)
  const [isFromQueue, setIsFromQueue] = useState(false)
  const { data, error, refetch } = useQuery(chartsQuery(dagId, runs, task))
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Loading />
  return (
    <section className="charts" aria-label={t('dag.charts')}>
      <div className="grid-tools">
        <ChartSegments />
        <TaskChoice dagId={dagId} />
        <RunCount runs={runs} onRuns={setRuns} />
        {chart === 'durations' && <Toggle label={t('charts.fromQueue')} isOn={isFromQueue} onToggle={setIsFromQueue} />}
      </div>
      {data.runs.length === 0 ? (
        <Empty>{t('dag.noRuns')}</Empty>
      ) : (
        <BarChart dagId={dagId} chart={chart} bars={barsOf(data.runs, { chart, isFromQueue, nowMs })} />
      )}
      <p className="hint">{t(`charts.${chart}Hint`)}</p>
    </section>
  )
}

function ChartSegments() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { chart = 'durations' } = useSearch({ from: '/dags/$dagId/charts' })
  return (
    <Segments
      legend={t('dag.charts')}
      values={CHARTS}
      chosen={chart}
      textOf={one => t(`charts.${one}`)}
      onChoose={one => void navigate({ to: '.', search: before => ({ ...before, chart: one }), replace: true })}
    />
  )
}

function TaskChoice({ dagId }: { readonly dagId: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { task } = useSearch({ from: '/dags/$dagId/charts' })
  const { data: dag } = useSuspenseQuery(dagQuery(dagId))
  const isKnown = task === undefined || dag.tasks.some(({ taskId }) => taskId === task)
  const show = (taskId: string): void =>
    void navigate({ to: '.', search: before => ({ ...before, task: taskId || undefined }), replace: true })
  return (
    <label className="field inline">
      <span className="soft">{t('charts.of')}</span>
      <select className="input run-choice" value={task ?? ''} onChange={event => show(event.target.value)}>
        <option value="">{t('charts.wholeRun')}</option>
        {dag.tasks.map(({ taskId }) => (
          <option key={taskId}>{taskId}</option>
        ))}
        {!isKnown && <option>{task}</option>}
      </select>
    </label>
  )
}
