import { useEffect, useState } from 'react'
import type { LogPiece } from '../../../runtime/api/ui/contract/task.ts'

export interface Tail {
  readonly text: string
  readonly isEnd: boolean
  readonly isLost: boolean
}

const NOTHING: Tail = { text: '', isEnd: false, isLost: false }

/** The text of a log that grows while one looks at it. */
export function useTail(url: string): Tail {
  const [tail, setTail] = useState(NOTHING)
  useEffect(() => {
    setTail(NOTHING)
    const stream = new EventSource(url)
    // The server begins at the beginning whenever the connection is made again.
    stream.onopen = () => setTail(NOTHING)
    stream.onmessage = message => {
      const piece = JSON.parse(message.data) as LogPiece
      setTail(before => ({ text: before.text + piece.text, isEnd: piece.isEnd, isLost: false }))
      if (piece.isEnd) stream.close()
    }
    stream.onerror = () => setTail(before => ({ ...before, isLost: true }))
    return () => stream.close()
  }, [url])
  return tail
}
