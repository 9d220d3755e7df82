import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TaskPanel } from '../../../runtime/api/ui/contract/task.ts'
import { get, path } from '../api/client.ts'
import { Empty } from '../shell/notice.tsx'
import { NamedValues } from './named-values.tsx'

interface XComPage {
  readonly xcom_entries: readonly { readonly key: string }[]
}

interface XComValue {
  readonly key: string
  readonly value: unknown
}

/** What the task instance handed on, each key with its value. */
export function TaskXcoms({ task }: { readonly task: TaskPanel }) {
  const { t } = useTranslation()
  const { data: xcoms } = useSuspenseQuery({
    queryKey: ['dag', task.dagId, 'xcoms', task.runId, task.taskId, task.mapIndex],
    queryFn: ({ signal }) => valuesOf(task, signal),
  })
  if (xcoms.length === 0) return <Empty>{t('task.noXcom')}</Empty>
  return <NamedValues values={xcoms.map(({ key, value }) => [key, value])} />
}

async function valuesOf(
  { dagId, runId, taskId, mapIndex }: TaskPanel,
  signal: AbortSignal,
): Promise<readonly XComValue[]> {
  const entries = path`/api/v1/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}/xcomEntries`
  const { xcom_entries: listed } = await get<XComPage>(`${entries}?map_index=${mapIndex}`, signal)
  return Promise.all(
    listed.map(({ key }) =>
      get<XComValue>(`${entries}/${encodeURIComponent(key)}?map_index=${mapIndex}&stringify=false`, signal),
    ),
  )
}
