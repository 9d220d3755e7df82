import { useTranslation } from 'react-i18next'
import type { GridRun } from '../../../../runtime/api/ui/contract/dag.ts'
import { FoldButtons } from '../fold-buttons.tsx'

interface GraphToolsProps {
  readonly runs: readonly GridRun[]
  readonly run: string | undefined
  readonly onRun: (runId: string) => void
  /** Folds or unfolds all groups; null where there are none. */
  readonly onFold: ((isFolded: boolean) => void) | null
}

export function GraphTools({ runs, run, onRun, onFold }: GraphToolsProps) {
  const { t } = useTranslation()
  return (
    <div className="grid-tools">
      <label className="field inline">
        <span className="soft">{t('run.title')}</span>
        <select className="input graph-run" value={run ?? ''} onChange={event => onRun(event.target.value)}>
          {runs.length === 0 && <option value="">{t('graph.noRun')}</option>}
          {runs.toReversed().map(({ runId, state }) => (
            <option key={runId} value={runId}>
              {runId} ({state})
            </option>
          ))}
        </select>
      </label>
      <FoldButtons onFold={onFold} />
    </div>
  )
}
