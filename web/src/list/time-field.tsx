import { instantOf, localText } from '../time/local-time.ts'
import { useZone } from '../time/zone.ts'

interface TimeFieldProps {
  readonly label: string
  /** ISO 8601, in UTC. */
  readonly value: string | undefined
  readonly onValue: (value: string | undefined) => void
}

/** An instant, in the time zone in which pages show times. */
export function TimeField({ label, value, onValue }: TimeFieldProps) {
  const zone = useZone()
  const type = (text: string): void => {
    const ms = instantOf(text, zone)
    if (ms !== null || text === '') onValue(ms === null ? undefined : new Date(ms).toISOString())
  }
  return (
    <label className="field inline filter-time" title={zone}>
      <span className="soft">{label}</span>
      <input
        className="input"
        type="datetime-local"
        value={value === undefined ? '' : localText(Date.parse(value), zone)}
        onChange={event => type(event.target.value)}
      />
    </label>
  )
}
