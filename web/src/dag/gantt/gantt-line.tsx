import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Span } from '../../chart/time-ticks.ts'
import { stateClass } from '../../states/states.ts'
import { durationText, timeOfDayText } from '../../time/format.ts'
import { useZone } from '../../time/zone.ts'
import { RowName } from '../grid/row-name.tsx'
import type { GridRow } from '../grid/rows.ts'
import type { GanttBar } from './gantt-model.ts'

interface GanttLineProps {
  readonly row: GridRow
  readonly bars: readonly GanttBar[]
  readonly runId: string
  readonly span: Span
  readonly onToggle: (groupId: string) => void
}

/** A task, or a group, with its bars: pale while it waited in the queue, then in the colour of its state. */
export function GanttLine({ row, bars, runId, span, onToggle }: GanttLineProps) {
  const { t } = useTranslation()
  const zone = useZone()
  const texts = bars.map(bar => barText(bar, { span, zone, t }))
  return (
    <>
      <RowName row={row} onToggle={onToggle} />
      <div
        className="gantt-track"
        role="gridcell"
        aria-colindex={2}
        aria-label={`${row.id}: ${texts.map(text => text.replaceAll('\n', ', ')).join('; ') || '-'}`}
        data-run={runId}
        data-task={row.id}
      >
        {bars.map((bar, index) => (
          <Bar key={bar.key} bar={bar} span={span} isOfGroup={row.isGroup} tip={`${row.id}\n${texts[index]}`} />
        ))}
      </div>
    </>
  )
}

interface BarProps {
  readonly bar: GanttBar
  readonly span: Span
  readonly isOfGroup: boolean
  readonly tip: string
}

function Bar({ bar: { state, queuedMs, startMs, endMs }, span, isOfGroup, tip }: BarProps) {
  const toMs = endMs ?? span.toMs
  const fromMs = queuedMs ?? startMs ?? toMs
  const whole = toMs - fromMs
  const waited = whole === 0 ? 0 : ((startMs ?? toMs) - fromMs) / whole
  const size = span.toMs - span.fromMs
  const place = { left: `${((fromMs - span.fromMs) / size) * 100}%`, width: `${(whole / size) * 100}%` }
  return (
    <span
      className={`gantt-bar ${isOfGroup ? 'of-group' : ''} ${stateClass(state)}`}
      style={place}
      data-state={state}
      data-tip={tip}
    >
      <span className="gantt-waited" style={{ width: `${Math.max(0, waited) * 100}%` }} />
      {startMs !== null && <span className="gantt-ran" />}
    </span>
  )
}

interface Telling {
  readonly span: Span
  readonly zone: string
  readonly t: TFunction
}

/** What a bar stands for, line by line. */
function barText({ state, tryNumber, instances, queuedMs, startMs, endMs }: GanttBar, { span, zone, t }: Telling) {
  const about = tryNumber === null ? t('gantt.instances', { count: instances }) : t('gantt.try', { number: tryNumber })
  const time = (label: string, ms: number | null): string[] =>
    ms === null ? [] : [`${label} ${timeOfDayText(ms, zone)}`]
  const waitedMs = queuedMs === null ? 0 : (startMs ?? endMs ?? span.toMs) - queuedMs
  return [
    `${about}: ${state}`,
    ...time(t('gantt.queued'), queuedMs),
    ...time(t('run.start'), startMs),
    ...time(t('run.end'), startMs === null ? null : endMs),
    ...(queuedMs === null ? [] : [`${t('gantt.waited')} ${durationText(waitedMs)}`]),
    ...(startMs === null ? [] : [`${t('run.duration')} ${durationText((endMs ?? span.toMs) - startMs)}`]),
  ].join('\n')
}
