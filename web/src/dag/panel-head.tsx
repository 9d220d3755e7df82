import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSelection } from './selection.ts'

interface PanelHeadProps {
  readonly title: ReactNode
  readonly above?: ReactNode
}

/** The name of what a panel shows, and the way out. */
export function PanelHead({ title, above }: PanelHeadProps) {
  const { t } = useTranslation()
  const [, select] = useSelection()
  return (
    <header className="panel-head">
      <div className="panel-title">
        {above}
        <h2>{title}</h2>
      </div>
      <button type="button" className="icon-button" aria-label={t('app.close')} onClick={() => select({})}>
        <X size={18} aria-hidden />
      </button>
    </header>
  )
}
