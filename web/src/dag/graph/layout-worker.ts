import { type LayoutModel, layOut } from './layout.ts'

/** A thousand boxes take a second or two: not in the thread that draws. */
addEventListener('message', (event: MessageEvent<{ readonly id: number; readonly model: LayoutModel }>) => {
  const { id, model } = event.data
  postMessage({ id, nodes: layOut(model) })
})
