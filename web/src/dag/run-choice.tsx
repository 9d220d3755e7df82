import { useTranslation } from 'react-i18next'
import type { GridRun } from '../../../runtime/api/ui/contract/dag.ts'

interface RunChoiceProps {
  /** The oldest first. */
  readonly runs: readonly GridRun[]
  readonly run: string | undefined
  readonly onRun: (runId: string) => void
}

/** Which run a view shows: one of the last, or the older one that the address names. */
export function RunChoice({ runs, run, onRun }: RunChoiceProps) {
  const { t } = useTranslation()
  const isKnown = run === undefined || runs.some(one => one.runId === run)
  return (
    <label className="field inline">
      <span className="soft">{t('run.title')}</span>
      <select className="input run-choice" value={run ?? ''} onChange={event => onRun(event.target.value)}>
        {runs.length === 0 && <option value="">{t('graph.noRun')}</option>}
        {runs.toReversed().map(({ runId, state }) => (
          <option key={runId} value={runId}>
            {runId} ({state})
          </option>
        ))}
        {!isKnown && <option>{run}</option>}
      </select>
    </label>
  )
}
