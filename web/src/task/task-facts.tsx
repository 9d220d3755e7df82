import { useTranslation } from 'react-i18next'
import type { TaskAttempt, TaskPanel } from '../../../runtime/api/ui/contract/task.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { DateTime, Duration } from '../time/time.tsx'

/** Every attempt, then what Airflow keeps of a task instance, under its own names. */
export function TaskFacts({ task }: { readonly task: TaskPanel }) {
  const { t } = useTranslation()
  const facts = {
    task_id: task.taskId,
    operator: task.operator,
    trigger_rule: task.triggerRule,
    try_number: `${task.tryNumber} / ${task.maxTries + 1}`,
    pool: task.pool,
    queue: task.queue,
    priority_weight: task.priorityWeight,
    hostname: task.hostname,
    pid: task.pid,
  }
  return (
    <div className="stack">
      <h3>{t('task.attempts')}</h3>
      <Attempts attempts={task.attempts} />
      <dl className="facts">
        {Object.entries(facts).map(([name, value]) => (
          <Fact key={name} name={name} value={value === null || value === '' ? '–' : String(value)} />
        ))}
      </dl>
    </div>
  )
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt className="mono">{name}</dt>
    <dd>{value}</dd>
  </>
)

function Attempts({ attempts }: { readonly attempts: readonly TaskAttempt[] }) {
  const { t } = useTranslation()
  return (
    <div className="table-frame">
      <table className="table">
        <thead>
          <tr>
            <th>{t('task.attempt')}</th>
            <th>{t('run.state')}</th>
            <th>{t('run.start')}</th>
            <th>{t('run.duration')}</th>
            <th>{t('task.host')}</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ tryNumber, state, startMs, endMs, hostname }) => (
            <tr key={tryNumber}>
              <td className="number">{tryNumber}</td>
              <td>
                <StateBadge state={state} />
              </td>
              <td className="number">
                <DateTime ms={startMs} />
              </td>
              <td>
                <Duration startMs={startMs} endMs={endMs} />
              </td>
              <td className="soft">{hostname || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
