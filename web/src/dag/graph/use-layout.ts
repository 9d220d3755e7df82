import { useEffect, useRef, useState } from 'react'
import type { LayoutModel, PlacedNode } from './layout.ts'

interface Answer {
  readonly id: number
  readonly nodes: readonly PlacedNode[]
}

/** The model with the places of its boxes; null until a first layout is there, and the one before until the next is. */
export function useLayout<Model extends LayoutModel>(model: Model) {
  const worker = useRef<Worker | null>(null)
  const [laid, setLaid] = useState<{ readonly model: Model; readonly nodes: readonly PlacedNode[] } | null>(null)
  useEffect(() => {
    const started = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    worker.current = started
    return () => started.terminate()
  }, [])
  useEffect(() => {
    const id = Math.random()
    const onMessage = ({ data }: MessageEvent<Answer>): void => {
      if (data.id === id) setLaid({ model, nodes: data.nodes })
    }
    worker.current?.addEventListener('message', onMessage)
    worker.current?.postMessage({ id, model })
    return () => worker.current?.removeEventListener('message', onMessage)
  }, [model])
  return laid
}
