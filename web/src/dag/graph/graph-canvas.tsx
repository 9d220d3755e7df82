import { Background, Controls, type Edge, MarkerType, MiniMap, type Node, ReactFlow } from '@xyflow/react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { StateName } from '../../../../runtime/api/ui/contract/dag.ts'
import { type BoxData, GroupFrame, TaskBox } from './boxes.tsx'
import type { GraphModel, GraphNode } from './graph-model.ts'
import type { PlacedNode } from './layout.ts'
import '@xyflow/react/dist/style.css'
import './graph.css'

interface Laid {
  readonly model: GraphModel
  readonly nodes: readonly PlacedNode[]
}

interface GraphCanvasProps {
  readonly dagId: string
  readonly laid: Laid
  readonly stateOf: (taskIds: readonly string[]) => StateName | null
  readonly selected: string | undefined
  readonly onSelect: (taskId: string) => void
  readonly onToggle: (groupId: string) => void
}

const NODE_TYPES = { task: TaskBox, folded: TaskBox, open: GroupFrame }

/** The picture: it moves and zooms, and only what can be seen is there. */
export function GraphCanvas({ dagId, laid, stateOf, selected, onSelect, onToggle }: GraphCanvasProps) {
  const { t } = useTranslation()
  const edges = useMemo(() => laid.model.edges.map(edge => drawnEdge(edge)), [laid])
  const places = useMemo(() => new Map(laid.nodes.map(node => [node.id, node])), [laid])
  const nodes = laid.model.nodes.map(node =>
    drawnNode(node, places.get(node.id) as PlacedNode, {
      label: node.label,
      note: node.note,
      state: stateOf(node.taskIds),
      isSelected: node.id === selected,
      onClick: node.kind === 'task' ? () => onSelect(node.id) : () => onToggle(node.id),
    }),
  )
  return (
    <div className="graph">
      <ReactFlow
        key={dagId}
        aria-label={t('graph.label', { dagId })}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
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
        <MiniMap<Node<BoxData>>
          pannable
          zoomable
          ariaLabel={t('graph.overview')}
          nodeColor={({ data, type }) => (type === 'open' ? 'transparent' : `var(--state-${data.state ?? 'none'})`)}
        />
      </ReactFlow>
    </div>
  )
}

const drawnNode = ({ id, kind }: GraphNode, place: PlacedNode, data: BoxData): Node<BoxData> => ({
  id,
  type: kind,
  data,
  position: { x: place.x, y: place.y },
  width: place.width,
  height: place.height,
  zIndex: kind === 'open' ? 0 : 2,
})

const drawnEdge = ({ from, to, label }: GraphModel['edges'][number]): Edge => ({
  id: `${from} ${to}`,
  source: from,
  target: to,
  zIndex: 1,
  markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
  ...(label === null ? {} : { label }),
})
