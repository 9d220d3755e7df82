import type { Options, TaskReference } from '../../run/changes.ts'

/** What a change is told besides what it is about. */
export interface BatchInput {
  readonly options: Options
  readonly note: string
}

/** One request of a batch. */
export interface BatchStep {
  /** What it is about, in words. */
  readonly label: string
  /** How many rows it is about. */
  readonly count: number
  readonly apply: (input: BatchInput) => Promise<unknown>
}

/** A change of many rows, which is several requests: some may succeed and others fail. */
export interface Batch {
  readonly title: string
  readonly explanation: string
  readonly submit: string
  readonly isDanger?: boolean
  readonly hasNote?: boolean
  /** Those that this change has, as they are at first. */
  readonly options: Options
  readonly steps: readonly BatchStep[]
  /** The task instances that would be touched; without it those are touched that were chosen. */
  readonly preview?: (options: Options) => Promise<readonly TaskReference[]>
}

export interface BatchResult {
  /** Rows. */
  readonly done: number
  readonly total: number
  readonly failed: readonly { readonly step: BatchStep; readonly reason: string }[]
}

const AT_ONCE = 4

/** Makes every step, whatever becomes of the others; `onProgress` hears how many rows have had their turn. */
export async function runBatch(
  steps: readonly BatchStep[],
  input: BatchInput,
  onProgress: (count: number) => void,
): Promise<BatchResult> {
  const failed: BatchResult['failed'][number][] = []
  const waiting = steps.values()
  let passed = 0
  const work = async (): Promise<void> => {
    // The workers share the iterator: each takes the next step that nobody has.
    for (const step of waiting) {
      await step.apply(input).catch((error: Error) => failed.push({ step, reason: error.message }))
      passed += step.count
      onProgress(passed)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const total = countOf(steps)
  return { done: total - countOf(failed.map(({ step }) => step)), total, failed }
}

export const countOf = (steps: readonly BatchStep[]): number => steps.reduce((sum, { count }) => sum + count, 0)
