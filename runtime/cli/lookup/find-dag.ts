import { nearest } from '../../config/resolve/edit-distance.ts'
import { type DagModel, findDagModel, listDagModels } from '../../db/dag.ts'
import { findSerializedDag, type StoredDag } from '../../db/serialized-dag.ts'
import type { Db } from '../../db/tables.ts'
import type { TaskSpec } from '../../model/dag.ts'
import { DagNotFound, TaskNotFound } from '../../model/errors.ts'
import { CommandFailed, InvalidArgument } from '../frame/errors.ts'

/** @throws DagNotFound, with the id that was perhaps meant */
export async function requireDagModel(db: Db, dagId: string): Promise<DagModel> {
  const model = await findDagModel(db, dagId)
  if (model === null) throw await notFound(db, dagId)
  return model
}

/** The DAG with its tasks. @throws DagNotFound, with the id that was perhaps meant */
export async function requireDag(db: Db, dagId: string): Promise<StoredDag> {
  const dag = await findSerializedDag(db, dagId)
  if (dag === null) throw await notFound(db, dagId)
  return dag
}

/** @throws TaskNotFound, with the id that was perhaps meant */
export function requireTask({ spec }: StoredDag, taskId: string): TaskSpec {
  const task = spec.tasks.find(candidate => candidate.taskId === taskId)
  if (task !== undefined) return task
  throw withAdvice(
    new TaskNotFound(spec.dagId, taskId),
    nearest(
      taskId,
      spec.tasks.map(candidate => candidate.taskId),
    ),
  )
}

/** DAGs of that id, or those whose ids a regular expression finds. @throws DagNotFound, InvalidArgument */
export async function matchingDags(db: Db, dagId: string, isRegex: boolean): Promise<DagModel[]> {
  if (!isRegex) return [await requireDagModel(db, dagId)]
  const pattern = regexOf(dagId)
  const found = (await listDagModels(db, { active: true })).filter(dag => pattern.test(dag.dagId))
  if (found.length === 0) throw new DagNotFound(dagId)
  return found
}

function regexOf(text: string): RegExp {
  try {
    return new RegExp(text)
  } catch (error) {
    throw new InvalidArgument('dag_id', { got: text, expected: 'a regular expression', cause: error })
  }
}

async function notFound(db: Db, dagId: string): Promise<Error> {
  const known = (await listDagModels(db, { active: true })).map(dag => dag.dagId)
  return withAdvice(new DagNotFound(dagId), nearest(dagId, known))
}

function withAdvice(error: Error, close: string | null): Error {
  if (close === null) return error
  return new CommandFailed(`${error.message.split('. ')[0]}. Did you mean ${close}?`, { cause: error })
}
