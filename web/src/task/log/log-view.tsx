import { useMemo, useRef, useState } from 'react'
import { useTail } from '../../api/tail.ts'
import { EMPTY_LOG, type Level, type LogLine, matchingLines, readLog } from './lines.ts'
import { LogLines } from './log-lines.tsx'
import { LogTools } from './log-tools.tsx'
import './log.css'

interface LogViewProps {
  /** The stream of the log. */
  readonly url: string
  /** The log as plain text. */
  readonly rawUrl: string
}

/** A log that grows while one reads it. */
export function LogView({ url, rawUrl }: LogViewProps) {
  const tail = useTail(url)
  const [search, setSearch] = useState('')
  const [level, setLevel] = useState<Level | null>(null)
  const [isFollowing, setIsFollowing] = useState(true)
  const [isWrapped, setIsWrapped] = useState(true)
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set())
  const lines = useLines(tail.text)
  const shown = useMemo(() => matchingLines(lines, { search, level, folded }), [lines, search, level, folded])
  return (
    <div className="log">
      <LogTools
        {...{ tail, search, level, isFollowing, isWrapped, rawUrl }}
        total={lines.length}
        shown={shown.length}
        onSearch={setSearch}
        onLevel={setLevel}
        onFollow={setIsFollowing}
        onWrap={setIsWrapped}
      />
      <LogLines
        {...{ search, isWrapped, folded }}
        lines={shown}
        isFollowing={isFollowing && !tail.isEnd}
        onToggle={group => setFolded(before => before.symmetricDifference(new Set([group])))}
      />
    </div>
  )
}

/** A long log is not read from its beginning at each new line. */
function useLines(text: string): readonly LogLine[] {
  const known = useRef(EMPTY_LOG)
  return useMemo(() => {
    known.current = readLog(known.current, text)
    return known.current.lines
  }, [text])
}
