import { type RefCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagGantt } from '../../../../runtime/api/ui/contract/gantt.ts'
import { type Span, type Tick, timeTicks } from '../../chart/time-ticks.ts'
import { Tips } from '../../chart/tips.tsx'
import { useWidth } from '../../chart/use-width.ts'
import { useNow } from '../../time/now.ts'
import { useZone } from '../../time/zone.ts'
import { GridFrame } from '../grid/grid-frame.tsx'
import type { GridRow } from '../grid/rows.ts'
import { GanttLine } from './gantt-line.tsx'
import { ganttBars, ganttSpan } from './gantt-model.ts'
import './gantt.css'

const PX_PER_TICK = 76

interface GanttChartProps {
  readonly gantt: DagGantt
  readonly rows: readonly GridRow[]
  readonly runIds: readonly string[]
  readonly onToggle: (groupId: string) => void
}

/** The lines of the grid, with bars over time instead of squares; what goes on grows by the second. */
export function GanttChart({ gantt, rows, runIds, onToggle }: GanttChartProps) {
  const { t } = useTranslation()
  const zone = useZone()
  const nowMs = useNow()
  const barsOf = useMemo(() => ganttBars(gantt), [gantt])
  const span = ganttSpan(gantt, nowMs)
  const [width, ref] = useWidth()
  const ticks = timeTicks(span, Math.max(2, width / PX_PER_TICK), zone)
  return (
    <Tips>
      <GridFrame
        label={t('dag.gantt')}
        rows={rows}
        runIds={runIds}
        columns={2}
        head={<GanttHead span={span} ticks={ticks} trackRef={ref} />}
        backdrop={<GanttTicks span={span} ticks={ticks} />}
        line={row => <GanttLine {...{ row, span, onToggle }} bars={barsOf(row.taskIds)} runId={gantt.run.runId} />}
      />
    </Tips>
  )
}

interface AxisProps {
  readonly span: Span
  readonly ticks: readonly Tick[]
}

function GanttHead({ span, ticks, trackRef }: AxisProps & { readonly trackRef: RefCallback<Element> }) {
  const { t } = useTranslation()
  const zone = useZone()
  return (
    <div className="grid-row grid-head gantt-head" role="row" aria-rowindex={1}>
      <div className="grid-name soft" role="columnheader">
        {zone}
      </div>
      <div ref={trackRef} className="gantt-track" role="columnheader" aria-label={t('gantt.time')}>
        {ticks.map(({ at, label }) => (
          <span key={at} className="gantt-time" style={{ left: shareOf(at, span) }}>
            {label}
          </span>
        ))}
      </div>
    </div>
  )
}

const GanttTicks = ({ span, ticks }: AxisProps) => (
  <div className="gantt-ticks" aria-hidden>
    {ticks.map(({ at }) => (
      <span key={at} className="gantt-tick" style={{ left: shareOf(at, span) }} />
    ))}
  </div>
)

const shareOf = (ms: number, { fromMs, toMs }: Span): string => `${((ms - fromMs) / (toMs - fromMs)) * 100}%`
