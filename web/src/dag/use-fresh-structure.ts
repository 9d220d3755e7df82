import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { DagPage } from '../../../runtime/api/ui/contract/dag.ts'
import { dagQuery } from '../api/queries.ts'

/** Asks for the DAG again when its runs are those of another version of it. */
export function useFreshStructure(dag: DagPage, hash: string): void {
  const queries = useQueryClient()
  const isOld = dag.hash !== hash
  useEffect(() => {
    if (isOld) void queries.invalidateQueries({ queryKey: dagQuery(dag.dagId).queryKey })
  }, [queries, isOld, dag.dagId])
}
