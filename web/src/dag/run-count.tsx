import { useTranslation } from 'react-i18next'
import { FoldButtons } from '../fold-buttons.tsx'

/** Airflow's choices. */
const RUN_COUNTS = [5, 25, 50, 100, 365]

interface GridToolsProps {
  readonly runs: number
  readonly onRuns: (runs: number) => void
  readonly filter: string
  readonly onFilter: (filter: string) => void
  /** Folds or unfolds all groups; null where there are none. */
  readonly onFold: ((isFolded: boolean) => void) | null
}

export function GridTools({ runs, onRuns, filter, onFilter, onFold }: GridToolsProps) {
  const { t } = useTranslation()
  return (
    <div className="grid-tools">
      <input
        className="input search"
        type="search"
        aria-label={t('dag.tasksFilter')}
        placeholder={t('dag.tasksFilter')}
        value={filter}
        onChange={event => onFilter(event.target.value)}
      />
      <label className="field inline">
        <span className="soft">{t('dag.lastRuns')}</span>
        <select className="input" value={runs} onChange={event => onRuns(Number(event.target.value))}>
          {RUN_COUNTS.map(count => (
            <option key={count}>{count}</option>
          ))}
        </select>
      </label>
      <FoldButtons onFold={onFold} />
    </div>
  )
}
