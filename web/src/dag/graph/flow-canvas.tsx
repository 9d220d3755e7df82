import {
  Background,
  Controls,
  type Edge,
  MarkerType,
  MiniMap,
  type Node,
  type NodeTypes,
  ReactFlow,
} from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import '@xyflow/react/dist/style.css'
import './graph.css'

interface FlowCanvasProps<Drawn extends Node> {
  readonly label: string
  readonly nodes: Drawn[]
  readonly edges: Edge[]
  readonly nodeTypes: NodeTypes
  /** That of a box in the overview. */
  readonly colorOf: (node: Drawn) => string
}

/** Boxes and arrows to look at: the picture moves and zooms, and only what can be seen is there. */
export function FlowCanvas<Drawn extends Node>({ label, nodes, edges, nodeTypes, colorOf }: FlowCanvasProps<Drawn>) {
  const { t } = useTranslation()
  return (
    <div className="graph">
      <ReactFlow
        aria-label={label}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        onlyRenderVisibleElements
        minZoom={0.05}
        fitView
        fitViewOptions={{ minZoom: 0.3, maxZoom: 1, padding: 0.08 }}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={22} />
        <Controls showInteractive={false} />
        <MiniMap<Drawn> pannable zoomable ariaLabel={t('graph.overview')} nodeColor={colorOf} />
      </ReactFlow>
    </div>
  )
}

interface ModelEdge {
  readonly from: string
  readonly to: string
  readonly label: string | null
}

export const drawnEdge = ({ from, to, label }: ModelEdge): Edge => ({
  id: `${from} ${to}`,
  source: from,
  target: to,
  zIndex: 1,
  markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
  ...(label === null ? {} : { label }),
})
