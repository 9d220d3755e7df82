import messages from '@pulumi/pulumi/proto/provider_pb.js'
import type { Difference, Kind } from './differences.ts'

const { PropertyDiff, DiffResponse } = messages
const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges

/**
 * What has to be replaced is deleted first: its successor may be the same thing on the same machine under another
 * address, and must not be deleted after it was made.
 */
export function diffResponse(differences: readonly Difference[]): messages.DiffResponse {
  const response = new DiffResponse()
  response.setChanges(differences.length === 0 ? DIFF_NONE : DIFF_SOME)
  response.setDiffsList(differences.map(({ path }) => topOf(path)))
  response.setReplacesList(differences.filter(({ isReplacing }) => isReplacing).map(({ path }) => topOf(path)))
  response.setDeletebeforereplace(true)
  response.setHasdetaileddiff(true)
  for (const { path, kind, isReplacing } of differences) {
    const detail = new PropertyDiff()
    detail.setKind(isReplacing ? PropertyDiff.Kind.UPDATE_REPLACE : KINDS[kind])
    detail.setInputdiff(true)
    response.getDetaileddiffMap().set(path, detail)
  }
  return response
}

const KINDS: Readonly<Record<Kind, messages.PropertyDiff.Kind>> = {
  add: PropertyDiff.Kind.ADD,
  update: PropertyDiff.Kind.UPDATE,
  delete: PropertyDiff.Kind.DELETE,
}

const topOf = (path: string): string => path.split('.')[0] ?? path
