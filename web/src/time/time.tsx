import { useTranslation } from 'react-i18next'
import { dateTimeText, durationText, relativeText } from './format.ts'
import { useNow } from './now.ts'
import { useZone } from './zone.ts'

/** An instant in the chosen time zone; a dash for none. */
export function DateTime({ ms }: { readonly ms: number | null }) {
  const zone = useZone()
  if (ms === null) return <span className="soft">–</span>
  return <time dateTime={new Date(ms).toISOString()}>{dateTimeText(ms, zone)}</time>
}

/** How long ago, or when; the exact time stands in its tooltip. */
export function RelativeTime({ ms }: { readonly ms: number | null }) {
  const zone = useZone()
  const nowMs = useNow()
  const { i18n } = useTranslation()
  if (ms === null) return <span className="soft">–</span>
  return (
    <time dateTime={new Date(ms).toISOString()} title={`${dateTimeText(ms, zone)} ${zone}`}>
      {relativeText(ms, nowMs, i18n.language)}
    </time>
  )
}

/** From start to end; what has not ended grows. */
export function Duration({ startMs, endMs }: { readonly startMs: number | null; readonly endMs: number | null }) {
  const nowMs = useNow()
  if (startMs === null) return <span className="soft">–</span>
  return <span className="number">{durationText(Math.max(0, (endMs ?? nowMs) - startMs))}</span>
}
