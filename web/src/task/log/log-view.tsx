import { useMemo, useState } from 'react'
import { useTail } from '../../api/tail.ts'
import { type Level, logLines, matchingLines } from './lines.ts'
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
  const lines = useMemo(() => logLines(tail.text), [tail.text])
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
