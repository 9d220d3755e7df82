import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DagCalendar } from '../../../../runtime/api/ui/contract/calendar.ts'
import { Empty, Failure, Loading } from '../../shell/notice.tsx'
import { presentStates, totalsOf } from '../../states/counts.ts'
import { StateBadge } from '../../states/state-badge.tsx'
import { useZone } from '../../time/zone.ts'
import { calendarQuery } from './calendar-query.ts'
import { CalendarYear } from './calendar-year.tsx'
import './calendar.css'

/** A year of a DAG: each day with its runs, coloured by their states. */
export function CalendarPage() {
  const { t } = useTranslation()
  const zone = useZone()
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const { year } = useSearch({ from: '/dags/$dagId/calendar' })
  const { data: calendar, error, refetch } = useQuery(calendarQuery(dagId, year, zone))
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  if (calendar === undefined) return <Loading />
  return (
    <section className="calendar" aria-label={t('dag.calendar')}>
      <div className="grid-tools">
        <YearChoice calendar={calendar} />
        <Totals calendar={calendar} />
      </div>
      {calendar.days.length === 0 && <Empty>{t('calendar.noRuns', { year: calendar.year })}</Empty>}
      <CalendarYear key={calendar.year} dagId={dagId} calendar={calendar} />
      <p className="hint">{t('calendar.hint', { zone })}</p>
    </section>
  )
}

function YearChoice({ calendar: { year, firstYear, lastYear } }: { readonly calendar: DagCalendar }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const show = (next: number): void =>
    void navigate({ to: '.', search: before => ({ ...before, year: next }), replace: true, resetScroll: false })
  const first = Math.min(firstYear, year)
  const years = Array.from({ length: Math.max(lastYear, year) - first + 1 }, (_, index) => first + index)
  return (
    <div className="calendar-years">
      <button
        type="button"
        className="icon-button"
        aria-label={t('calendar.earlier')}
        disabled={year <= firstYear}
        onClick={() => show(year - 1)}
      >
        <ChevronLeft size={16} aria-hidden />
      </button>
      <select
        className="input"
        aria-label={t('calendar.year')}
        value={year}
        onChange={event => show(Number(event.target.value))}
      >
        {years.toReversed().map(one => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <button
        type="button"
        className="icon-button"
        aria-label={t('calendar.later')}
        disabled={year >= lastYear}
        onClick={() => show(year + 1)}
      >
        <ChevronRight size={16} aria-hidden />
      </button>
    </div>
  )
}

function Totals({ calendar }: { readonly calendar: DagCalendar }) {
  const totals = totalsOf(calendar.days)
  return presentStates(totals).map(state => (
    <span key={state} className="calendar-total">
      <StateBadge state={state} /> <span className="number">{totals[state]}</span>
    </span>
  ))
}
