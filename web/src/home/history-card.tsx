import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { type HistoryBar, PERIODS, type Period } from '../../../runtime/api/ui/contract/home.ts'
import { Segments } from '../shell/segments.tsx'
import { presentStates, sumOf, totalsOf } from '../states/counts.ts'
import { stateClass } from '../states/states.ts'
import { dateTimeText } from '../time/format.ts'
import { useZone } from '../time/zone.ts'

interface HistoryCardProps {
  readonly period: Period
  readonly bars: readonly HistoryBar[]
}

/** The runs of the last hours or days, as bars of the states that they came to. */
export function HistoryCard({ period, bars }: HistoryCardProps) {
  const { t } = useTranslation()
  const most = Math.max(...bars.map(({ runs }) => sumOf(runs)), 1)
  return (
    <section className="card history-card">
      <header className="card-head">
        <h2>{t('home.history')}</h2>
        <PeriodSegments period={period} />
      </header>
      <div className="history">
        <span className="history-most hint number" aria-hidden>
          {most}
        </span>
        <ol className="history-bars" aria-label={t('home.history')}>
          {bars.map(bar => (
            <Bar key={bar.fromMs} bar={bar} most={most} />
          ))}
        </ol>
        <Axis period={period} bars={bars} />
      </div>
      <Legend bars={bars} />
    </section>
  )
}

function PeriodSegments({ period }: { readonly period: Period }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/' })
  const show = (one: Period): void =>
    void navigate({ search: { period: one === 'day' ? undefined : one }, replace: true, resetScroll: false })
  return (
    <Segments
      legend={t('home.period')}
      values={PERIODS}
      chosen={period}
      textOf={one => t(`home.${one}`)}
      onChoose={show}
    />
  )
}

function Bar({ bar: { fromMs, toMs, runs }, most }: { readonly bar: HistoryBar; readonly most: number }) {
  const { t } = useTranslation()
  const zone = useZone()
  const states = presentStates(runs)
  const time = `${dateTimeText(fromMs, zone).slice(0, -3)}–${dateTimeText(toMs, zone).slice(11, -3)}`
  return (
    <li className="history-bar">
      {states.map(state => (
        <span
          key={state}
          className={`history-part ${stateClass(state)}`}
          style={{ height: `${((runs[state] ?? 0) / most) * 100}%` }}
        />
      ))}
      <span className="history-tip">
        <strong>{time}</strong>
        <br />
        {states.length === 0 ? t('home.noRuns') : states.map(state => `${runs[state]} ${state}`).join(', ')}
      </span>
    </li>
  )
}

/** Where the chart begins, its middle, and its end. */
function Axis({ period, bars }: HistoryCardProps) {
  const zone = useZone()
  const marks = [0, Math.floor(bars.length / 2), bars.length - 1].flatMap(index => bars[index]?.fromMs ?? [])
  return (
    <div className="history-axis hint number" aria-hidden>
      {marks.map(ms => (
        <span key={ms}>
          {period === 'day' ? dateTimeText(ms, zone).slice(11, 16) : dateTimeText(ms, zone).slice(5, 10)}
        </span>
      ))}
    </div>
  )
}

/** Each state that occurs, with how many runs it has in all. */
function Legend({ bars }: { readonly bars: readonly HistoryBar[] }) {
  const { t } = useTranslation()
  const totals = totalsOf(bars)
  const states = presentStates(totals)
  return (
    <p className="legend">
      {states.length === 0 && t('home.noRuns')}
      {states.map(state => (
        <span key={state} className="state-count">
          <span className={`state-dot ${stateClass(state)}`} />
          {state} <strong className="number">{totals[state]}</strong>
        </span>
      ))}
    </p>
  )
}
