import { useTranslation } from 'react-i18next'
import { stateClass } from '../states/states.ts'

interface SlotBarProps {
  readonly label: string
  /** Null without limit. */
  readonly total: number | null
  readonly used: number
  /** What holds them, by state. */
  readonly states: Readonly<Record<string, number>>
}

/** How many slots are held, and by what. */
export function SlotBar({ label, total, used, states }: SlotBarProps) {
  const { t } = useTranslation()
  const whole = Math.max(total ?? used, used, 1)
  const says = total === null ? t('cluster.usedNoLimit', { used }) : t('cluster.usedOf', { used, total })
  return (
    <span className="slot-bar-line">
      <span className="slot-bar" role="img" aria-label={`${label}: ${says}`}>
        {Object.entries(states)
          .filter(([, count]) => count > 0)
          .map(([state, count]) => (
            <span
              key={state}
              className={stateClass(state)}
              title={`${state}: ${count}`}
              style={{ width: percent(count / whole) }}
            />
          ))}
      </span>
      <span className="hint number" aria-hidden>
        {used}/{total ?? '∞'}
      </span>
    </span>
  )
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`
