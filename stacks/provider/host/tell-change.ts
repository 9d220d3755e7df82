import type { Context } from '../frame/resource.ts'
import { type TextChange, unifiedDiff } from './unified-diff.ts'

/** Shows in a preview what would change in a file; nothing where nothing would. */
export function tellChange({ log, mask }: Pick<Context, 'log' | 'mask'>, change: Omit<TextChange, 'mask'>): void {
  const diff = unifiedDiff({ ...change, mask })
  if (diff !== '') log.info(diff)
}
