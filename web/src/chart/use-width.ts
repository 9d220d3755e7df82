import { type RefCallback, useCallback, useState } from 'react'

/** The width in pixels of the element that gets the ref, as the window and the panels beside it change it. */
export function useWidth(): [width: number, ref: RefCallback<Element>] {
  const [width, setWidth] = useState(0)
  const ref = useCallback((element: Element | null) => {
    if (element === null) return
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.round((entry as ResizeObserverEntry).contentRect.width)),
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [width, ref]
}
