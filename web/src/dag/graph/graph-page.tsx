import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { dagQuery, FIRST_RUNS, gridQuery } from '../../api/queries.ts'
import { Loading } from '../../shell/notice.tsx'
import { FoldButtons } from '../fold-buttons.tsx'
import { cellStates } from '../grid/cell-states.ts'
import { RunChoice } from '../run-choice.tsx'
import { useSelection } from '../selection.ts'
import { SelectionPanel } from '../selection-panel.tsx'
import { useFolds } from '../use-folds.ts'
import { useFreshStructure } from '../use-fresh-structure.ts'
import { GraphCanvas } from './graph-canvas.tsx'
import { graphModel } from './graph-model.ts'
import { useLayout } from './use-layout.ts'

/** A DAG with more tasks than this opens with its groups folded. */
const MANY_TASKS = 60

/** The tasks of a DAG and what waits for what, in the colours of one run. */
export function GraphPage() {
  const { dagId } = useParams({ from: '/dags/$dagId' })
  const { data: dag } = useSuspenseQuery(dagQuery(dagId))
  const { data: grid } = useSuspenseQuery(gridQuery(dagId, FIRST_RUNS))
  const [{ run, task }, select] = useSelection()
  const { folded, toggle, foldAll } = useFolds(dag, MANY_TASKS)
  const model = useMemo(() => graphModel(dag, folded), [dag, folded])
  const stateAt = useMemo(() => cellStates(grid), [grid])
  const laid = useLayout(model)
  useFreshStructure(dag, grid.hash)
  const shown = run ?? grid.runs.at(-1)?.runId
  const runIndex = grid.runs.findIndex(one => one.runId === shown)
  return (
    <div className="split">
      <section className="grid-side" aria-label={dag.displayName}>
        <div className="grid-tools">
          <RunChoice runs={grid.runs} run={shown} onRun={next => select({ run: next, task })} />
          <FoldButtons onFold={foldAll} />
        </div>
        {laid === null ? (
          <Loading />
        ) : (
          <GraphCanvas
            dagId={dagId}
            laid={laid}
            stateOf={taskIds => stateAt(taskIds, runIndex)}
            selected={task}
            onSelect={next => select({ run: shown, task: next })}
            onToggle={toggle}
          />
        )}
      </section>
      <SelectionPanel dag={dag} />
    </div>
  )
}
