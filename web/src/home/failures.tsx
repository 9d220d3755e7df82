import { Link } from '@tanstack/react-router'
import { ScrollText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Period, RunFailure, TaskFailure } from '../../../runtime/api/ui/contract/home.ts'
import { Duration, RelativeTime } from '../time/time.tsx'

interface FailedRunsProps {
  readonly runs: readonly RunFailure[]
  readonly period: Period
}

/** Each leads to its run. */
export function FailedRuns({ runs, period }: FailedRunsProps) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <h2>{t('home.failedRuns')}</h2>
      {runs.length === 0 && <NoFailures period={period} />}
      <ul className="failures">
        {runs.map(run => (
          <li key={`${run.dagId} ${run.runId}`}>
            <Link to="/dags/$dagId" params={run} search={{ run: run.runId }} className="failure-name">
              {run.dagId} <span className="soft">{run.runId}</span>
            </Link>
            <FailureTime failure={run} />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface FailedTasksProps {
  readonly tasks: readonly TaskFailure[]
  readonly period: Period
}

/** Each leads to its log. */
export function FailedTasks({ tasks, period }: FailedTasksProps) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <h2>{t('home.failedTasks')}</h2>
      {tasks.length === 0 && <NoFailures period={period} />}
      <ul className="failures">
        {tasks.map(task => (
          <li key={`${task.dagId} ${task.runId} ${task.taskId} ${task.mapIndex}`}>
            <Link
              to="/dags/$dagId"
              params={task}
              search={{ run: task.runId, task: task.taskId }}
              className="failure-name"
              title={t('home.log', { task: task.taskId })}
            >
              <ScrollText size={14} aria-hidden />
              {task.taskId}
              {task.mapIndex >= 0 && ` [${task.mapIndex}]`} <span className="soft">{task.dagId}</span>
            </Link>
            <FailureTime failure={task} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const FailureTime = ({ failure: { startMs, endMs } }: { readonly failure: RunFailure }) => (
  <span className="hint number">
    <RelativeTime ms={endMs} />, <Duration startMs={startMs} endMs={endMs} />
  </span>
)

function NoFailures({ period }: { readonly period: Period }) {
  const { t } = useTranslation()
  return <p className="hint">{t(period === 'day' ? 'home.noFailuresDay' : 'home.noFailuresWeek')}</p>
}
