import { useTranslation } from 'react-i18next'
import type { RunLine } from '../../../../runtime/api/ui/contract/browse.ts'
import { useMay } from '../../api/session.ts'
import { SelectionBar } from '../../list/batch/selection-bar.tsx'
import type { RowSelection } from '../../list/use-row-selection.ts'
import { MarkMenu } from '../../run/mark-menu.tsx'
import { clearRuns, deleteRuns, markRuns, noteRuns } from './run-batches.ts'

/** What can be done with several runs at once. */
export function RunSelectionBar({ selection }: { readonly selection: RowSelection<RunLine> }) {
  const { t } = useTranslation()
  const mayDelete = useMay('can_delete', 'DAG Runs')
  const { rows } = selection
  return (
    <SelectionBar selection={selection}>
      {open => (
        <>
          <button type="button" className="button" onClick={() => open(clearRuns(rows, t))}>
            {t('run.clear')}
          </button>
          <MarkMenu states={['success', 'failed']} onMark={state => open(markRuns(rows, state, t))} />
          <button type="button" className="button" onClick={() => open(markRuns(rows, 'queued', t))}>
            {t('batch.queue')}
          </button>
          <button type="button" className="button" onClick={() => open(noteRuns(rows, t))}>
            {t('run.note')}
          </button>
          {mayDelete && (
            <button type="button" className="button danger" onClick={() => open(deleteRuns(rows, t))}>
              {t('run.delete')}
            </button>
          )}
        </>
      )}
    </SelectionBar>
  )
}
