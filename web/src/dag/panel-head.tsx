import { ChevronLeft, ChevronRight, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RunNeighbours } from '../../../runtime/api/ui/contract/run.ts'
import { useShortcuts } from '../shortcuts/shortcuts.ts'
import { useSelection } from './selection.ts'

interface PanelHeadProps {
  readonly title: ReactNode
  readonly above?: ReactNode
  readonly neighbours: RunNeighbours
}

/** The name of what a panel shows, the way to the same in the runs beside it, and the way out. */
export function PanelHead({ title, above, neighbours: { previousRunId, nextRunId } }: PanelHeadProps) {
  const { t } = useTranslation()
  const [selection, select] = useSelection()
  const goTo = (run: string | null): void => {
    if (run !== null) select({ ...selection, run })
  }
  useShortcuts({
    'panel.previous': () => goTo(previousRunId),
    'panel.next': () => goTo(nextRunId),
    'panel.close': () => select({}),
  })
  return (
    <header className="panel-head">
      <div className="panel-title">
        {above}
        <h2>{title}</h2>
      </div>
      <Step label={t('run.previous')} run={previousRunId} onGo={goTo}>
        <ChevronLeft size={18} aria-hidden />
      </Step>
      <Step label={t('run.next')} run={nextRunId} onGo={goTo}>
        <ChevronRight size={18} aria-hidden />
      </Step>
      <button type="button" className="icon-button" aria-label={t('app.close')} onClick={() => select({})}>
        <X size={18} aria-hidden />
      </button>
    </header>
  )
}

interface StepProps {
  readonly label: string
  readonly run: string | null
  readonly onGo: (run: string | null) => void
  readonly children: ReactNode
}

const Step = ({ label, run, onGo, children }: StepProps) => (
  <button
    type="button"
    className="icon-button"
    aria-label={label}
    title={run === null ? label : `${label}: ${run}`}
    // What is disabled and has the focus would swallow the keys of the page.
    aria-disabled={run === null}
    onClick={() => onGo(run)}
  >
    {children}
  </button>
)
