import { useNavigate } from '@tanstack/react-router'
import type { Node, NodeProps } from '@xyflow/react'
import { Database, Workflow } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DatasetLine } from '../../../../runtime/api/ui/contract/datasets.ts'
import { Ends } from '../../dag/graph/boxes.tsx'
import { drawnEdge, FlowCanvas } from '../../dag/graph/flow-canvas.tsx'
import type { PlacedNode } from '../../dag/graph/layout.ts'
import { useLayout } from '../../dag/graph/use-layout.ts'
import { Loading } from '../../shell/notice.tsx'
import { type DatasetNode, datasetGraph } from './dataset-graph-model.ts'

interface DatasetGraphProps {
  readonly datasets: readonly DatasetLine[]
  readonly chosen: string | undefined
  readonly onChoose: (uri: string) => void
}

/** Which DAG produces what, and what it makes run. */
export function DatasetGraph({ datasets, chosen, onChoose }: DatasetGraphProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const model = useMemo(() => datasetGraph(datasets), [datasets])
  const laid = useLayout(model)
  if (laid === null) return <Loading />
  const places = new Map(laid.nodes.map(place => [place.id, place]))
  const nodes = laid.model.nodes.map(node =>
    drawnNode(node, places.get(node.id) as PlacedNode, {
      node,
      isChosen: node.kind === 'dataset' && node.name === chosen,
      onClick: () =>
        node.kind === 'dataset'
          ? onChoose(node.name)
          : void navigate({ to: '/dags/$dagId', params: { dagId: node.name } }),
    }),
  )
  return (
    <FlowCanvas
      label={t('datasets.graphLabel')}
      nodes={nodes}
      edges={laid.model.edges.map(drawnEdge)}
      nodeTypes={NODE_TYPES}
      colorOf={({ data }) => (data.node.kind === 'dataset' ? 'var(--accent)' : 'var(--line-strong)')}
    />
  )
}

interface BoxData extends Record<string, unknown> {
  readonly node: DatasetNode
  readonly isChosen: boolean
  readonly onClick: () => void
}

function DatasetBox({ data: { node, isChosen, onClick } }: NodeProps<Node<BoxData>>) {
  const Icon = node.kind === 'dataset' ? Database : Workflow
  return (
    <button
      type="button"
      className={`box nopan of-${node.kind}`}
      aria-pressed={isChosen}
      title={node.name}
      onClick={onClick}
    >
      <Ends />
      <span className="box-label">
        <Icon size={15} aria-hidden />
        <span className="grid-label">{node.name}</span>
      </span>
    </button>
  )
}

const NODE_TYPES = { box: DatasetBox }

const drawnNode = ({ id }: DatasetNode, { x, y, width, height }: PlacedNode, data: BoxData): Node<BoxData> => ({
  id,
  type: 'box',
  data,
  position: { x, y },
  width,
  height,
})
