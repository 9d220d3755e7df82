import { Link, useSearch } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Tips } from '../../chart/tips.tsx'
import { stateClass } from '../../states/states.ts'
import { dateTimeText } from '../../time/format.ts'
import { useZone } from '../../time/zone.ts'
import { type Bar, medianOf, valueText } from './chart-model.ts'
import type { ChartName } from './charts-query.ts'

interface BarChartProps {
  readonly dagId: string
  readonly chart: ChartName
  /** The oldest first. */
  readonly bars: readonly Bar[]
}

/** One bar for each run in the colour of its state, with a line at the median. */
export function BarChart({ dagId, chart, bars }: BarChartProps) {
  const { t } = useTranslation()
  const zone = useZone()
  const most = Math.max(1, ...bars.flatMap(({ value }) => value ?? []))
  const median = medianOf(bars)
  const ends = [bars[0], bars.at(-1)].flatMap(bar => bar?.run.logicalDateMs ?? [])
  return (
    <Tips>
      <div className="card chart">
        <p className="chart-scale soft number">
          <span>{t('charts.most', { value: valueText(chart, most) })}</span>
          {median !== null && <span>{t('charts.median', { value: valueText(chart, median) })}</span>}
        </p>
        <div className="chart-plot">
          <ol className="chart-bars" aria-label={t(`charts.${chart}`)}>
            {bars.map(bar => (
              <RunBar key={bar.run.runId} {...bar} {...{ dagId, chart, most }} />
            ))}
          </ol>
          {median !== null && <span className="chart-median" style={{ bottom: percent(median / most) }} />}
        </div>
        <p className="chart-scale soft number" aria-hidden>
          {ends.map(ms => (
            <span key={ms}>{dateTimeText(ms, zone).slice(0, 16)}</span>
          ))}
        </p>
      </div>
    </Tips>
  )
}

interface RunBarProps extends Bar {
  readonly dagId: string
  readonly chart: ChartName
  readonly most: number
}

/** Leads to the run, or to the task in it. Drawn again only when something of it has changed, not at each second. */
const RunBar = memo(({ dagId, chart, run, value, most }: RunBarProps) => {
  const zone = useZone()
  const { task } = useSearch({ from: '/dags/$dagId/charts' })
  const texts = [dateTimeText(run.logicalDateMs, zone), run.state, valueText(chart, value)]
  return (
    <li className="chart-run">
      <Link
        to="/dags/$dagId"
        params={{ dagId }}
        search={{ run: run.runId, task }}
        className={`chart-link ${stateClass(run.state)}`}
        data-tip={[run.runId, ...texts].join('\n')}
      >
        <span className="chart-bar" style={{ height: percent((value ?? 0) / most) }} />
        <span className="unseen">{`${run.runId}: ${texts.join(', ')}`}</span>
      </Link>
    </li>
  )
})

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`
