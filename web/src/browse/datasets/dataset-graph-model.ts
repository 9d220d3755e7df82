import type { DatasetLine } from '../../../../runtime/api/ui/contract/datasets.ts'

/** A dataset, or a DAG that produces one or waits for one. */
export interface DatasetNode {
  /** Unique among both kinds. */
  readonly id: string
  readonly kind: 'dataset' | 'dag'
  /** The URI, or the id of the DAG. */
  readonly name: string
  readonly parentId: null
}

export interface DatasetGraphModel {
  readonly nodes: readonly DatasetNode[]
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label: null }[]
}

/** From each DAG to what it produces, and from there to each DAG that waits for it. */
export function datasetGraph(datasets: readonly DatasetLine[]): DatasetGraphModel {
  const nodes = new Map<string, DatasetNode>()
  const edges = new Map<string, DatasetGraphModel['edges'][number]>()
  const node = (kind: DatasetNode['kind'], name: string): string => {
    const id = `${kind} ${name}`
    nodes.set(id, { id, kind, name, parentId: null })
    return id
  }
  const edge = (from: string, to: string) => edges.set(`${from}\0${to}`, { from, to, label: null })
  for (const { uri, producers, consumers } of datasets) {
    const dataset = node('dataset', uri)
    for (const { dagId } of producers) edge(node('dag', dagId), dataset)
    for (const { dagId } of consumers) edge(dataset, node('dag', dagId))
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] }
}
