import { useSuspenseQuery } from '@tanstack/react-query'
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskPanel as Panel } from '../../../runtime/api/ui/contract/task.ts'
import { type TaskInstancePlace, taskQuery } from '../api/queries.ts'
import { useMayEdit } from '../api/session.ts'
import { PanelHead } from '../dag/panel-head.tsx'
import { useSelection } from '../dag/selection.ts'
import { ChangeDialog } from '../run/change-dialog.tsx'
import { type Change, clearTask, type MarkedState, markTask, runTask } from '../run/changes.ts'
import { MarkMenu } from '../run/mark-menu.tsx'
import { useShortcuts } from '../shortcuts/shortcuts.ts'
import { StateBadge } from '../states/state-badge.tsx'
import { AttemptLogs } from './attempt-logs.tsx'
import { MapChoice } from './map-choice.tsx'
import { TaskDetails } from './task-details.tsx'
import { TaskRendered } from './task-rendered.tsx'
import { TaskXcoms } from './task-xcoms.tsx'
import { Unmet } from './unmet.tsx'

/** One task instance: its log, what is known of it, and what can be done with it. */
export function TaskPanel({ place }: { readonly place: TaskInstancePlace }) {
  const { t } = useTranslation()
  const { data: task } = useSuspenseQuery(taskQuery(place))
  const mayEdit = useMayEdit(place.dagId)
  return (
    <aside className="panel" aria-label={task.label}>
      <PanelHead title={task.label} above={<RunCrumb runId={place.runId} />} neighbours={task.neighbours} />
      <div className="panel-actions">
        <StateBadge state={task.state} />
        {mayEdit && <TaskActions place={place} />}
        <MapChoice task={task} />
      </div>
      <Unmet reasons={task.unmet} />
      <TaskTabs task={task} label={t('task.tabs')} />
    </aside>
  )
}

function RunCrumb({ runId }: { readonly runId: string }) {
  const [, select] = useSelection()
  return (
    <button type="button" className="crumb" onClick={() => select({ run: runId })}>
      {runId}
    </button>
  )
}

function TaskTabs({ task, label }: { readonly task: Panel; readonly label: string }) {
  const { t } = useTranslation()
  const views = {
    log: <AttemptLogs task={task} />,
    details: <TaskDetails task={task} />,
    rendered: <TaskRendered fields={task.renderedFields} />,
    xcom: <TaskXcoms task={task} />,
  }
  const names = Object.keys(views) as (keyof typeof views)[]
  const [shown, setShown] = useState('log')
  useShortcuts({ 'panel.log': () => setShown('log') })
  return (
    <Tabs.Root className="task-tabs" value={shown} onValueChange={setShown}>
      <Tabs.List className="tabs" aria-label={label}>
        {names.map(name => (
          <Tabs.Trigger key={name} value={name} className="tab">
            {t(`task.${name}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {names.map(name => (
        <Tabs.Content key={name} value={name} className="panel-body task-view">
          {views[name]}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  )
}

const MARKS: readonly MarkedState[] = ['success', 'failed']

function TaskActions({ place }: { readonly place: TaskInstancePlace }) {
  const { t } = useTranslation()
  const [change, setChange] = useState<Change | null>(null)
  const clear = (): void => setChange(clearTask(place, t))
  useShortcuts({ 'panel.clear': clear })
  return (
    <>
      <button type="button" className="button" onClick={clear}>
        {t('run.clear')}
      </button>
      <MarkMenu states={MARKS} onMark={state => setChange(markTask(place, state, t))} />
      <button type="button" className="button" onClick={() => setChange(runTask(place, t))}>
        {t('runNow.button')}
      </button>
      {change && <ChangeDialog change={change} onClose={() => setChange(null)} />}
    </>
  )
}
