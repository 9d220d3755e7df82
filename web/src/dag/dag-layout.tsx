import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagPage } from '../../../runtime/api/ui/contract/dag.ts'
import { dagQuery } from '../api/queries.ts'
import { useMayEdit, useSession } from '../api/session.ts'
import { PauseSwitch, usePause } from '../dags/pause-switch.tsx'
import { TriggerDialog } from '../run/trigger-dialog.tsx'
import { Loading } from '../shell/notice.tsx'
import { useTabLabel, useTitle } from '../shell/title.ts'
import { useShortcuts } from '../shortcuts/shortcuts.ts'
import { RelativeTime } from '../time/time.tsx'
import { useSelection } from './selection.ts'
import './dag.css'

/** What needs more than to read the DAG, its runs and tasks has the resource of Airflow that it shows. */
const TABS = [
  { to: '/dags/$dagId', label: 'dag.grid' },
  { to: '/dags/$dagId/graph', label: 'dag.graph' },
  { to: '/dags/$dagId/gantt', label: 'dag.gantt' },
  { to: '/dags/$dagId/calendar', label: 'dag.calendar' },
  { to: '/dags/$dagId/charts', label: 'dag.charts' },
  { to: '/dags/$dagId/runs', label: 'dag.runsTab' },
  { to: '/dags/$dagId/code', label: 'dag.code', resource: 'DAG Code' },
  { to: '/dags/$dagId/details', label: 'dag.details' },
  { to: '/dags/$dagId/audit', label: 'dag.audit', resource: 'Audit Logs' },
] as const

/** What all pages of one DAG share: its name, its switch, and the way to the others. */
export function DagLayout() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const { data: dag } = useSuspenseQuery(dagQuery(dagId))
  useTitle(dag.displayName, useTabLabel(TABS))
  return (
    <div className="page dag-page">
      <DagHead dag={dag} />
      <Tabs dagId={dagId} />
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </div>
  )
}

function DagHead({ dag }: { readonly dag: DagPage }) {
  const { t } = useTranslation()
  const mayEdit = useMayEdit(dag.dagId)
  const [isTriggering, setIsTriggering] = useState(false)
  const pause = usePause(dag.dagId)
  const shortcuts = {
    'dag.trigger': () => setIsTriggering(true),
    'dag.pause': () => pause.mutate(!dag.isPaused),
  }
  useShortcuts(mayEdit ? shortcuts : {})
  return (
    <header className="page-head">
      <PauseSwitch dagId={dag.dagId} isPaused={dag.isPaused} />
      <h1 className="dag-heading">{dag.displayName}</h1>
      {dag.tags.map(tag => (
        <span key={tag} className="tag">
          {tag}
        </span>
      ))}
      <span className="spring" />
      <DagWhen dag={dag} />
      {mayEdit && (
        <button type="button" className="button primary" onClick={() => setIsTriggering(true)}>
          <Play size={15} aria-hidden />
          {t('dags.trigger')}
        </button>
      )}
      {isTriggering && <TriggerDialog dagId={dag.dagId} onClose={() => setIsTriggering(false)} />}
    </header>
  )
}

function DagWhen({ dag }: { readonly dag: DagPage }) {
  const { t } = useTranslation()
  return (
    <span className="dag-when soft">
      <span className="mono" title={dag.scheduleDescription ?? undefined}>
        {dag.schedule ?? t('dags.manual')}
      </span>
      {dag.nextRunMs !== null && !dag.isPaused && (
        <span>
          {t('dags.nextRun')}: <RelativeTime ms={dag.nextRunMs} />
        </span>
      )}
    </span>
  )
}

function Tabs({ dagId }: { readonly dagId: string }) {
  const { t } = useTranslation()
  const [selection] = useSelection()
  const permissions = useSession().user?.permissions ?? []
  const mayRead = (tab: (typeof TABS)[number]): boolean =>
    !('resource' in tab) || permissions.includes(`can_read ${tab.resource}`)
  return (
    <nav className="tabs" aria-label={t('dag.tabs')}>
      {TABS.filter(mayRead).map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          params={{ dagId }}
          search={selection}
          className="tab"
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {t(label)}
        </Link>
      ))}
    </nav>
  )
}
