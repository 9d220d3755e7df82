import { Graph, layout as layOutGraph } from '@dagrejs/dagre'

/** What is laid out: boxes, of which `open` ones have others in them, and edges between them. */
export interface LayoutModel {
  readonly nodes: readonly LayoutNode[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
}

interface LayoutNode {
  readonly id: string
  readonly kind: string
  readonly parentId: string | null
}

/** A box in its place, from the upper left corner of the whole picture. */
export interface PlacedNode {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const BOX = { width: 190, height: 46 }
const HEAD_PX = 26

/** Where each box stands: from left to right as tasks follow each other, groups around what is in them. */
export function layOut({ nodes, edges }: LayoutModel): PlacedNode[] {
  const graph = new Graph({ compound: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 56, marginx: 16, marginy: 16 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.id, node.kind === 'open' ? {} : { ...BOX })
  for (const { id, parentId } of nodes) if (parentId !== null) graph.setParent(id, parentId)
  for (const { from, to } of edges) graph.setEdge(from, to)
  layOutGraph(graph)
  return nodes.map(node => placed(node, graph.node(node.id)))
}

interface Laid {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** dagre gives centres; a group has its name above what is in it. */
function placed({ id, kind }: LayoutNode, { x, y, width, height }: Laid): PlacedNode {
  const head = kind === 'open' ? HEAD_PX : 0
  return { id, x: x - width / 2, y: y - height / 2 - head, width, height: height + head }
}
