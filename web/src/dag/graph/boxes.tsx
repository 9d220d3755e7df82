import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { ChevronDown, ChevronRight } from 'lucide-react'
import type { StateName } from '../../../../runtime/api/ui/contract/dag.ts'
import { stateClass } from '../../states/states.ts'

export interface BoxData extends Record<string, unknown> {
  readonly label: string
  readonly note: string
  /** Null where the run does not have it. */
  readonly state: StateName | null
  readonly isSelected: boolean
  readonly onClick: () => void
}

type BoxProps = NodeProps<Node<BoxData>>

/** A task, or a folded group. */
export function TaskBox({ id, type, data }: BoxProps) {
  const { label, note, state, isSelected, onClick } = data
  return (
    <button
      type="button"
      className={`box nopan ${type === 'folded' ? 'of-group' : ''} ${state === null ? 'absent' : stateClass(state)}`}
      aria-pressed={isSelected}
      title={id}
      onClick={onClick}
    >
      <Ends />
      <span className="box-label">
        {type === 'folded' && <ChevronRight size={14} aria-hidden />}
        <span className="grid-label">{label}</span>
      </span>
      <span className="box-note">
        <span className="grid-label">{note}</span>
        <span>{state}</span>
      </span>
    </button>
  )
}

/** The frame around an open group. */
export function GroupFrame({ id, data: { label, onClick } }: BoxProps) {
  return (
    <div className="frame">
      <button type="button" className="frame-name nopan" title={id} aria-expanded onClick={onClick}>
        <ChevronDown size={14} aria-hidden />
        {label}
      </button>
    </div>
  )
}

/** Where edges begin and end. */
export const Ends = () => (
  <>
    <Handle type="target" position={Position.Left} isConnectable={false} />
    <Handle type="source" position={Position.Right} isConnectable={false} />
  </>
)
