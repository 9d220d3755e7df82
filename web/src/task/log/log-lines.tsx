import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ansiSpans } from './ansi.ts'
import { highlighted } from './highlighted.tsx'
import type { LogLine } from './lines.ts'

const LINE_PX = 19

interface LogLinesProps {
  readonly lines: readonly LogLine[]
  readonly search: string
  readonly isFollowing: boolean
  readonly isWrapped: boolean
  readonly folded: ReadonlySet<number>
  readonly onToggle: (group: number) => void
}

/** Only lines that can be seen are there, so that a log may be long. */
export function LogLines({ lines, search, isFollowing, isWrapped, folded, onToggle }: LogLinesProps) {
  const { t } = useTranslation()
  const ref = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => ref.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  })
  useEffect(() => {
    if (isFollowing && lines.length > 0) rows.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [rows, isFollowing, lines.length])
  return (
    <section
      ref={ref}
      className={isWrapped ? 'log-lines wrapped' : 'log-lines'}
      aria-label={t('task.log')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <div className="log-body" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const line = lines[index] as LogLine
          return (
            <div
              key={line.number}
              ref={rows.measureElement}
              data-index={index}
              className={`log-line level-${line.level ?? 'none'}`}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className="log-number">{line.number}</span>
              <span className="log-clock" title={line.source ?? undefined}>
                {line.clock}
              </span>
              {line.opens === null ? (
                <span className="log-text">{textOf(line, search)}</span>
              ) : (
                <GroupButton line={line} isFolded={folded.has(line.number)} onToggle={onToggle} />
              )}
            </div>
          )
        })}
      </div>
    </section>
  )
}

const textOf = (line: LogLine, search: string) =>
  ansiSpans(line.text).map(({ text, classes }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: spans of a line have no other name, and never move
    <span key={index} className={classes || undefined}>
      {highlighted(text, search)}
    </span>
  ))

interface GroupButtonProps {
  readonly line: LogLine
  readonly isFolded: boolean
  readonly onToggle: (group: number) => void
}

function GroupButton({ line, isFolded, onToggle }: GroupButtonProps) {
  const Arrow = isFolded ? ChevronRight : ChevronDown
  return (
    <button type="button" className="log-group" aria-expanded={!isFolded} onClick={() => onToggle(line.number)}>
      <Arrow size={14} aria-hidden />
      {line.opens}
    </button>
  )
}
