import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarDay, DagCalendar } from '../../../../runtime/api/ui/contract/calendar.ts'
import { Tips } from '../../chart/tips.tsx'
import { dateTimeText } from '../../time/format.ts'
import { useZone } from '../../time/zone.ts'
import { countTexts, DAY_MS, type Month, monthsOf, nextDay, stripes } from './calendar-model.ts'

/** Days that the arrow keys go on by: a week is a column. */
const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 }
/** A Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1)

interface CalendarYearProps {
  readonly dagId: string
  readonly calendar: DagCalendar
}

/** Twelve months. Days with runs are one stop of the Tab key; the arrow keys go from one to the next. */
export function CalendarYear({ dagId, calendar: { year, days } }: CalendarYearProps) {
  const [chosen, setChosen] = useState<string>()
  const byDate = new Map(days.map(day => [day.date, day]))
  const stop = chosen !== undefined && byDate.has(chosen) ? chosen : days.at(-1)?.date
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key]
    const next = step === undefined || stop === undefined ? undefined : nextDay(days, stop, step)
    if (next === undefined) return
    event.preventDefault()
    setChosen(next)
    event.currentTarget.querySelector<HTMLElement>(`[data-date="${next}"]`)?.focus()
  }
  return (
    <Tips>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the links within */}
      <div className="calendar-months" onKeyDown={press}>
        {monthsOf(year).map(month => (
          <MonthBlock key={month.ms} {...{ dagId, month, byDate, stop, onStop: setChosen }} />
        ))}
      </div>
    </Tips>
  )
}

interface MonthBlockProps {
  readonly dagId: string
  readonly month: Month
  readonly byDate: ReadonlyMap<string, CalendarDay>
  readonly stop: string | undefined
  readonly onStop: (date: string) => void
}

function MonthBlock({ dagId, month, byDate, stop, onStop }: MonthBlockProps) {
  const { i18n } = useTranslation()
  const zone = useZone()
  const today = dateTimeText(Date.now(), zone).slice(0, 10)
  const name = new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' }).format(month.ms)
  return (
    <section className="calendar-month">
      <h2>{name}</h2>
      <div className="calendar-weeks">
        <Weekdays />
        <ol className="calendar-days" aria-label={name}>
          {month.dates.map((date, index) => {
            const day = byDate.get(date)
            return (
              <li
                key={date}
                className={date === today ? 'calendar-day today' : 'calendar-day'}
                style={index === 0 ? { gridRowStart: month.before + 1 } : undefined}
              >
                {day === undefined ? (
                  <span className="calendar-none">{index + 1}</span>
                ) : (
                  <DayLink dagId={dagId} day={day} isStop={date === stop} onStop={onStop} />
                )}
              </li>
            )
          })}
        </ol>
      </div>
    </section>
  )
}

function Weekdays() {
  const { i18n } = useTranslation()
  const format = new Intl.DateTimeFormat(i18n.language, { weekday: 'narrow', timeZone: 'UTC' })
  const days = Array.from({ length: 7 }, (_, index) => MONDAY_MS + index * DAY_MS)
  return (
    <div className="calendar-weekdays" aria-hidden>
      {days.map(ms => (
        <span key={ms}>{format.format(ms)}</span>
      ))}
    </div>
  )
}

interface DayLinkProps {
  readonly dagId: string
  readonly day: CalendarDay
  readonly isStop: boolean
  readonly onStop: (date: string) => void
}

/** Leads to the runs of the day. */
function DayLink({ dagId, day: { date, fromMs, toMs, runs }, isStop, onStop }: DayLinkProps) {
  const counts = countTexts(runs)
  return (
    <Link
      to="/dags/$dagId/runs"
      params={{ dagId }}
      search={{ from: new Date(fromMs).toISOString(), to: new Date(toMs - 1).toISOString() }}
      className="calendar-link"
      style={{ backgroundImage: stripes(runs) }}
      tabIndex={isStop ? 0 : -1}
      onFocus={() => onStop(date)}
      data-date={date}
      data-tip={[date, ...counts].join('\n')}
    >
      <span aria-hidden>{Number(date.slice(8))}</span>
      <span className="unseen">{`${date}: ${counts.join(', ')}`}</span>
    </Link>
  )
}
