import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RunLine } from '../../../../runtime/api/ui/contract/browse.ts'
import { ListSortHead } from '../../list/list-sort-head.tsx'
import { SelectCell, SelectHead } from '../../list/select-cells.tsx'
import type { RowSelection } from '../../list/use-row-selection.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { DateTime, Duration } from '../../time/time.tsx'

interface RunsTableProps {
  readonly runs: readonly RunLine[]
  /** Whether they are runs of several DAGs. */
  readonly hasDag: boolean
  readonly selection: RowSelection<RunLine>
  readonly mayEdit: (run: RunLine) => boolean
}

const NEWEST_FIRST = '-execution_date'

/** Runs, one a line. */
export function RunsTable({ runs, hasDag, selection, mayEdit }: RunsTableProps) {
  const { t } = useTranslation()
  const isSelectable = runs.some(mayEdit)
  const hasNotes = runs.some(({ note }) => note !== null)
  return (
    <div className="table-frame">
      <table className="table dense">
        <thead>
          <tr>
            {isSelectable && <SelectHead selection={selection} />}
            <ListSortHead label={t('run.state')} by="state" initial={NEWEST_FIRST} />
            {hasDag && <ListSortHead label={t('dags.name')} by="dag_id" initial={NEWEST_FIRST} />}
            <ListSortHead label={t('run.title')} by="run_id" initial={NEWEST_FIRST} />
            <th>{t('run.type')}</th>
            <ListSortHead label={t('run.logicalDate')} by="execution_date" initial={NEWEST_FIRST} />
            <ListSortHead label={t('run.start')} by="start_date" initial={NEWEST_FIRST} />
            <th>{t('run.duration')}</th>
            {hasNotes && <th>{t('run.note')}</th>}
          </tr>
        </thead>
        <tbody>
          {runs.map(run => (
            <tr key={`${run.dagId} ${run.runId}`}>
              {isSelectable && (
                <SelectCell selection={selection} row={run} name={run.runId} isSelectable={mayEdit(run)} />
              )}
              <RunCells run={run} hasDag={hasDag} />
              {hasNotes && (
                <td className="cell-note soft" title={run.note ?? undefined}>
                  {run.note}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RunCells({ run, hasDag }: { readonly run: RunLine; readonly hasDag: boolean }) {
  const params = { dagId: run.dagId }
  return (
    <>
      <td>
        <StateBadge state={run.state} />
      </td>
      {hasDag && (
        <td>
          <Link to="/dags/$dagId" params={params}>
            {run.dagId}
          </Link>
        </td>
      )}
      <td className="cell-id" title={run.runId}>
        <Link to="/dags/$dagId" params={params} search={{ run: run.runId }}>
          {run.runId}
        </Link>
      </td>
      <td className="soft">{run.runType}</td>
      <td className="number">
        <DateTime ms={run.logicalDateMs} />
      </td>
      <td className="number">
        <DateTime ms={run.startMs} />
      </td>
      <td>
        <Duration startMs={run.startMs} endMs={run.endMs} />
      </td>
    </>
  )
}
