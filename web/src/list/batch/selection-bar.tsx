import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RowSelection } from '../use-row-selection.ts'
import type { Batch, BatchResult } from './batch.ts'
import { BatchDialog } from './batch-dialog.tsx'

interface SelectionBarProps<Row> {
  readonly selection: RowSelection<Row>
  /** The buttons; each opens the dialog of its change. */
  readonly children: (open: (batch: Batch) => void) => ReactNode
}

/** What can be done with the chosen rows, and afterwards what was done. */
export function SelectionBar<Row>({ selection, children }: SelectionBarProps<Row>) {
  const { t } = useTranslation()
  const [batch, setBatch] = useState<Batch | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const close = (result: BatchResult | null): void => {
    setTold(result === null || batch === null ? null : t('batch.done', { what: batch.title, ...result }))
    if (result?.failed.length === 0) selection.clear()
    setBatch(null)
  }
  return (
    <>
      {selection.rows.length > 0 && (
        <div className="selection-bar" role="toolbar" aria-label={t('list.selection')}>
          <strong className="number">{t('list.selected', { count: selection.rows.length })}</strong>
          {children(setBatch)}
          <button type="button" className="button" onClick={selection.clear}>
            {t('list.unselect')}
          </button>
        </div>
      )}
      <p className={told === null ? 'unseen' : 'done-line'} role="status">
        {told}
      </p>
      {batch !== null && <BatchDialog batch={batch} onClose={close} />}
    </>
  )
}
