import { useTranslation } from 'react-i18next'

/** Airflow's choices. */
const RUN_COUNTS = [5, 25, 50, 100, 365]

interface RunCountProps {
  readonly runs: number
  readonly onRuns: (runs: number) => void
}

/** How many of the last runs a view shows. */
export function RunCount({ runs, onRuns }: RunCountProps) {
  const { t } = useTranslation()
  return (
    <label className="field inline">
      <span className="soft">{t('dag.lastRuns')}</span>
      <select className="input" value={runs} onChange={event => onRuns(Number(event.target.value))}>
        {RUN_COUNTS.map(count => (
          <option key={count}>{count}</option>
        ))}
      </select>
    </label>
  )
}
