import { useEffect, useState } from 'react'

/** The value as it was when it last stayed the same for so many milliseconds. */
export function usePaused<T>(value: T, restMs: number): T {
  const [paused, setPaused] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), restMs)
    return () => clearTimeout(timer)
  }, [value, restMs])
  return paused
}
