import { useTranslation } from 'react-i18next'
import { STATES, stateClass } from '../states/states.ts'

interface UnfinishedTasksProps {
  readonly tasks: Readonly<Record<string, number>>
  readonly runs: Readonly<Record<string, number>>
}

/** What is under way now. */
export function UnfinishedTasks({ tasks, runs }: UnfinishedTasksProps) {
  const { t } = useTranslation()
  return (
    <section className="card">
      <h2>{t('home.now')}</h2>
      <p className="hint">{t('home.runsNow', { running: runs['running'] ?? 0, queued: runs['queued'] ?? 0 })}</p>
      <dl className="now">
        {STATES.filter(state => state in tasks).map(state => (
          <div key={state} className={tasks[state] === 0 ? 'soft' : undefined}>
            <dt>
              <span className={`state-dot${tasks[state] === 0 ? '' : ' counted'} ${stateClass(state)}`} />
              {state}
            </dt>
            <dd className="number">{tasks[state]}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
