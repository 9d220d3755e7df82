import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskPanel } from '../../../runtime/api/ui/contract/task.ts'
import { path } from '../api/client.ts'
import { Empty } from '../shell/notice.tsx'
import { stateClass } from '../states/states.ts'
import { LogView } from './log/log-view.tsx'
import './task.css'

/** The log of the newest attempt, or of the one that is chosen. */
export function AttemptLogs({ task }: { readonly task: TaskPanel }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<number | null>(null)
  const { attempts, dagId, runId, taskId, mapIndex } = task
  const newest = attempts.at(-1)?.tryNumber
  const shown = chosen ?? newest
  if (shown === undefined) return <Empty>{t('log.notStarted')}</Empty>
  const log = path`/ui/dags/${dagId}/runs/${runId}/tasks/${taskId}/log/${shown}?map_index=${mapIndex}`
  const raw = path`/api/v1/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/logs/${shown}?map_index=${mapIndex}`
  return (
    <div className="attempt-logs">
      {attempts.length > 1 && (
        <div className="segments" role="group" aria-label={t('task.attempt')}>
          {attempts.map(({ tryNumber, state }) => (
            <button
              key={tryNumber}
              type="button"
              className="segment"
              aria-pressed={tryNumber === shown}
              onClick={() => setChosen(tryNumber === newest ? null : tryNumber)}
            >
              <span className={`state-dot ${stateClass(state)}`} />
              {t('task.attempt')} {tryNumber}
            </button>
          ))}
        </div>
      )}
      <LogView key={log} url={log} rawUrl={raw} />
    </div>
  )
}
