import { type FocusEvent, type PointerEvent, type ReactNode, useState } from 'react'
import './tips.css'

interface Tip {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly isBelow: boolean
}

/** Less room above than this, and the text stands below. */
const ROOM_PX = 120

/** Shows what `data-tip` of anything within says, line by line, as soon as one points at it or goes to it with the keyboard. */
export function Tips({ children }: { readonly children: ReactNode }) {
  const [tip, setTip] = useState<Tip | null>(null)
  const show = (event: PointerEvent | FocusEvent): void => setTip(tipOf(event))
  const hide = (): void => setTip(null)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears of what is within
    <div className="tips" onPointerOver={show} onPointerLeave={hide} onFocus={show} onBlur={hide}>
      {children}
      {tip !== null && (
        <div className={tip.isBelow ? 'tip below' : 'tip'} role="tooltip" style={{ left: tip.x, top: tip.y }}>
          {tip.text}
        </div>
      )}
    </div>
  )
}

/** Above what it is about; of what is wide, near the pointer. */
function tipOf(event: PointerEvent | FocusEvent): Tip | null {
  const target = (event.target as Element).closest<HTMLElement>('[data-tip]')
  if (target === null) return null
  const { left, right, top, bottom } = target.getBoundingClientRect()
  const pointed = 'clientX' in event ? event.clientX : (left + right) / 2
  const isBelow = top < ROOM_PX
  const x = Math.min(Math.max(pointed, left, 110), Math.max(right, 110), innerWidth - 110)
  return { text: target.dataset['tip'] as string, x, y: isBelow ? bottom : top, isBelow }
}
