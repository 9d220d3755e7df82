import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'

export type Condition = 'good' | 'doubtful' | 'bad'

const ICONS = { good: CircleCheck, doubtful: CircleAlert, bad: CircleX } as const

/** A word about how something is, with a sign and a colour. */
export function ConditionMark({
  condition,
  children,
}: {
  readonly condition: Condition
  readonly children: ReactNode
}) {
  const Icon = ICONS[condition]
  return (
    <span className={`condition ${condition}`}>
      <Icon size={15} aria-hidden />
      {children}
    </span>
  )
}
