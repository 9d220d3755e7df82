import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useRef } from 'react'
import { type Selection, useSelection } from '../selection.ts'
import { moved } from './moves.ts'
import type { GridRow } from './rows.ts'
import './grid.css'

const ROW_PX = 26

interface GridFrameProps {
  readonly label: string
  readonly rows: readonly GridRow[]
  /** What the arrow keys move through, and of which the newest comes into sight; the oldest first. */
  readonly runIds: readonly string[]
  readonly columns: number
  readonly head: ReactNode
  /** The cells of a line, its name first. */
  readonly line: (row: GridRow) => ReactNode
  /** Behind the lines. */
  readonly backdrop?: ReactNode
}

/**
 * Lines of tasks and groups below a head. Only lines that can be seen are there. The arrow keys move what is selected,
 * a click selects what carries `data-run`.
 */
export function GridFrame({ label, rows, runIds, columns, head, line, backdrop }: GridFrameProps) {
  const ref = useRef<HTMLDivElement>(null)
  const [selection, select] = useSelection()
  const lines = useVirtualizer({
    count: rows.length,
    getScrollElement: () => ref.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  useInSight(ref, runIds.at(-1))
  const onClick = (event: MouseEvent): void => {
    const found = placeOf(event.target as Element)
    if (found !== null) select(found)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = moved(event.key, selection, { rows, runIds })
    if (next === null || event.target !== event.currentTarget) return
    event.preventDefault()
    select(next)
    lines.scrollToIndex(rows.findIndex(row => row.id === next.task))
  }
  return (
    <div
      ref={ref}
      className="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns}
      tabIndex={0}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {head}
      <div className="grid-body" role="rowgroup" style={{ height: lines.getTotalSize() }}>
        {backdrop}
        {lines.getVirtualItems().map(({ index, start }) => {
          const row = rows[index] as GridRow
          return (
            <FrameLine key={row.id} {...{ index, start }} isSelected={selection.task === row.id}>
              {line(row)}
            </FrameLine>
          )
        })}
      </div>
    </div>
  )
}

interface FrameLineProps {
  readonly index: number
  readonly start: number
  readonly isSelected: boolean
  readonly children: ReactNode
}

const FrameLine = ({ index, start, isSelected, children }: FrameLineProps) => (
  <div
    className="grid-row grid-line"
    role="row"
    aria-rowindex={index + 2}
    data-selected={isSelected || undefined}
    style={{ transform: `translateY(${start}px)` }}
  >
    {children}
  </div>
)

/** What a click means: cells and heads carry their run and task. */
function placeOf(target: Element): Selection | null {
  const cell = target.closest<HTMLElement>('[data-run]')
  return cell === null ? null : { run: cell.dataset['run'], task: cell.dataset['task'] }
}

/** The newest runs stand on the right. */
function useInSight(ref: React.RefObject<HTMLDivElement | null>, newest: string | undefined): void {
  useEffect(() => {
    if (newest !== undefined) ref.current?.scrollTo({ left: ref.current.scrollWidth })
  }, [ref, newest])
}
