import { deactivateDags, findDagModel, flagImportErrors, saveDag } from '../db/dag.ts'
import { deleteDagCode, saveDagCode } from '../db/dag-code.ts'
import { deleteImportErrors, saveImportError } from '../db/import-error.ts'
import { planNextRun } from '../db/next-run.ts'
import { syncDagPermissions } from '../db/permission.ts'
import { deleteSerializedDags, findSerializedDag, listDagIdsOfFile, saveSerializedDag } from '../db/serialized-dag.ts'
import type { Db } from '../db/tables.ts'
import type { DagSpec } from '../model/dag.ts'
import { dagHash } from '../model/serialized-dag.ts'
import type { FileError, ParseResult } from './parse-protocol.ts'

export interface StoreScene {
  readonly path: string
  readonly source: string
  readonly nowMs: number
  /** [core] dags_are_paused_at_creation */
  readonly pausedAtCreation: boolean
  /** Whether a file is there: a DAG id belongs to the first file that defines it. */
  readonly isPresent: (path: string) => boolean
}

/** What changed in the database; `clashes` are ids that another file defines already. */
export interface Stored {
  readonly changed: readonly string[]
  readonly removed: readonly string[]
  readonly clashes: readonly { readonly dagId: string; readonly other: string }[]
}

/** Brings the database to what a file says now; call it in a transaction. */
export async function storeParseResult(db: Db, result: ParseResult, scene: StoreScene): Promise<Stored> {
  if (result.type === 'broken') {
    await storeError(db, result.error, scene)
    return { changed: [], removed: [], clashes: [] }
  }
  const { own, clashes } = await withoutClashes(db, result.dags, scene)
  const before = await listDagIdsOfFile(db, scene.path)
  const changed: string[] = []
  for (const spec of own) if (await storeDag(db, spec, scene)) changed.push(spec.dagId)
  const removed = before.filter(dagId => !own.some(spec => spec.dagId === dagId))
  await removeDags(db, removed)
  if (changed.length > 0) await saveDagCode(db, { fileloc: scene.path, sourceCode: scene.source }, scene.nowMs)
  if (clashes.length > 0) await storeError(db, clashError(scene.path, clashes), scene)
  else await clearError(db, scene.path)
  return { changed, removed, clashes }
}

/** A file is gone: its DAGs are hidden and get no more runs; their history stays. */
export async function storeRemoval(db: Db, path: string): Promise<readonly string[]> {
  const dagIds = await listDagIdsOfFile(db, path)
  await removeDags(db, dagIds)
  await deleteDagCode(db, path)
  await deleteImportErrors(db, [path])
  return dagIds
}

async function removeDags(db: Db, dagIds: readonly string[]): Promise<void> {
  await deactivateDags(db, dagIds)
  await deleteSerializedDags(db, dagIds)
}

async function withoutClashes(
  db: Db,
  dags: readonly DagSpec[],
  scene: StoreScene,
): Promise<{ own: DagSpec[]; clashes: Stored['clashes'] }> {
  const own: DagSpec[] = []
  const clashes: { dagId: string; other: string }[] = []
  for (const spec of dags) {
    const other = (await findSerializedDag(db, spec.dagId))?.spec.fileloc
    if (other === undefined || other === scene.path || !scene.isPresent(other)) own.push(spec)
    else clashes.push({ dagId: spec.dagId, other })
  }
  return { own, clashes }
}

const clashError = (file: string, clashes: Stored['clashes']): FileError => ({
  file,
  line: null,
  message: `AirflowDagDuplicatedIdException: ${clashes.map(({ dagId, other }) => `DAG ${dagId} is already defined in ${other}`).join('; ')}. Rename one of them`,
  stack: '',
})

/** @returns whether anything was written: a file that was only looked at again costs no write */
async function storeDag(db: Db, spec: DagSpec, scene: StoreScene): Promise<boolean> {
  const model = await findDagModel(db, spec.dagId)
  const isNew = await saveSerializedDag(db, { spec, hash: dagHash(spec) }, scene.nowMs)
  if (!isNew && model?.isActive && !model.hasImportErrors) return false
  await saveDag(db, {
    spec,
    pausedAtCreation: scene.pausedAtCreation,
    nextRun: await planNextRun(db, spec, scene.nowMs),
    atMs: scene.nowMs,
  })
  if (spec.accessControl !== null) await syncDagPermissions(db, spec.dagId, spec.accessControl)
  return true
}

/** The DAGs of a broken file stay as last read, but get no new runs. */
async function storeError(db: Db, error: FileError, scene: StoreScene): Promise<void> {
  await saveImportError(db, { filename: scene.path, stacktrace: textOf(error), atMs: scene.nowMs })
  await flagImportErrors(db, scene.path, true)
}

async function clearError(db: Db, path: string): Promise<void> {
  await deleteImportErrors(db, [path])
}

/** `file:line: message`, then the frames of the user's own files. */
export function textOf(error: FileError): string {
  const place = error.line === null ? error.file : `${error.file}:${error.line}`
  return `${place}: ${error.message}${error.stack === '' ? '' : `\n${error.stack}`}`
}
