import type { Node } from '@xyflow/react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { StateName } from '../../../../runtime/api/ui/contract/dag.ts'
import { type BoxData, GroupFrame, TaskBox } from './boxes.tsx'
import { drawnEdge, FlowCanvas } from './flow-canvas.tsx'
import type { GraphModel, GraphNode } from './graph-model.ts'
import type { PlacedNode } from './layout.ts'

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
    <FlowCanvas
      key={dagId}
      label={t('graph.label', { dagId })}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      colorOf={({ data, type }) => (type === 'open' ? 'transparent' : `var(--state-${data.state ?? 'none'})`)}
    />
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
