import { useTranslation } from 'react-i18next'
import type { NotedRun } from '../../../../runtime/api/ui/contract/dag.ts'
import { durationMsOf, runText } from '../../run/run-text.ts'
import { stateClass } from '../../states/states.ts'
import { durationText } from '../../time/format.ts'
import { useZone } from '../../time/zone.ts'
import type { Selection } from '../selection.ts'

const BAR_PX = 64

interface GridHeadProps {
  readonly runs: readonly NotedRun[]
  readonly selection: Selection
}

/** A bar for each run: the height is the duration, the colour the state; beside them the scale. */
export function GridHead({ runs, selection }: GridHeadProps) {
  const { t } = useTranslation()
  const longestMs = Math.max(...runs.map(durationMsOf), 1)
  return (
    <div className="grid-row grid-head" role="row" aria-rowindex={1}>
      <div className="grid-name grid-scale" role="columnheader" aria-label={t('run.duration')}>
        <span>{durationText(longestMs)}</span>
        <span>{durationText(longestMs / 2)}</span>
        <span>0</span>
      </div>
      {runs.map((run, index) => (
        <RunHead key={run.runId} {...{ run, index, longestMs, isSelected: selection.run === run.runId }} />
      ))}
    </div>
  )
}

interface RunHeadProps {
  readonly run: NotedRun
  readonly index: number
  readonly longestMs: number
  readonly isSelected: boolean
}

function RunHead({ run, index, longestMs, isSelected }: RunHeadProps) {
  const zone = useZone()
  const height = 4 + (durationMsOf(run) / longestMs) * (BAR_PX - 4)
  const { t } = useTranslation()
  const says = `${run.runId}: ${runText(run, zone)}${run.hasNote ? `, ${t('note.has')}` : ''}`
  return (
    <div
      className={`grid-cell grid-run ${stateClass(run.state)}`}
      role="columnheader"
      aria-colindex={index + 2}
      data-run={run.runId}
      data-selected={isSelected || undefined}
      title={says}
      aria-label={says}
    >
      <span className="grid-bar" style={{ height }} />
      {run.hasNote && <span className="note-mark" />}
      {run.runType === 'manual' && <span className="grid-manual">▸</span>}
    </div>
  )
}
