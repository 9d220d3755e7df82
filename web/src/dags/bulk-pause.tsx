import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagLine, DagList } from '../../../runtime/api/ui/contract/dag-list.ts'
import { get, path, send } from '../api/client.ts'
import { everyPage } from '../api/every-page.ts'
import { useEditableDags } from '../api/session.ts'
import { PreviewLines } from '../run/change-preview.tsx'
import { Dialog } from '../shell/dialog.tsx'
import { DialogFoot } from '../shell/dialog-foot.tsx'
import { Failure, Loading } from '../shell/notice.tsx'
import { Segments } from '../shell/segments.tsx'

const PAGE = 100
const AT_ONCE = 6

interface BulkPauseProps {
  /** The query of the list, without its paging. */
  readonly query: string
  readonly onClose: () => void
}

/** Pauses all DAGs that the list's filter matches, or lets them go on; each that would change is named before. */
export function BulkPause({ query, onClose }: BulkPauseProps) {
  const { t } = useTranslation()
  const [isPausing, setIsPausing] = useState(true)
  const mayEdit = useEditableDags()
  const found = useQuery({ queryKey: ['dags', 'all', query], queryFn: ({ signal }) => allOf(query, signal) })
  const touched = found.data?.filter(dag => dag.isPaused !== isPausing && mayEdit(dag.dagId))
  const apply = useApply(isPausing, onClose)
  return (
    <Dialog title={t('bulk.title')} onClose={onClose}>
      <div className="form">
        <Segments
          legend={t('bulk.title')}
          values={[true, false]}
          chosen={isPausing}
          textOf={one => t(one ? 'bulk.pause' : 'bulk.unpause')}
          onChoose={setIsPausing}
        />
        {found.error && <Failure error={found.error} />}
        {touched === undefined ? !found.error && <Loading /> : <Touched dags={touched} />}
        {apply.error && <Failure error={apply.error} />}
        <DialogFoot
          submit={t(isPausing ? 'bulk.pause' : 'bulk.unpause')}
          isDisabled={apply.isPending || !touched?.length}
          onSubmit={() => apply.mutate(touched ?? [])}
          onClose={onClose}
        />
      </div>
    </Dialog>
  )
}

function Touched({ dags }: { readonly dags: readonly DagLine[] }) {
  const { t } = useTranslation()
  if (dags.length === 0) return <p className="soft">{t('preview.nothing')}</p>
  return (
    <>
      <h3>{t('bulk.affected', { count: dags.length })}</h3>
      <PreviewLines lines={dags.map(({ dagId }) => dagId)} />
    </>
  )
}

const allOf = (query: string, signal: AbortSignal): Promise<readonly DagLine[]> =>
  everyPage(PAGE, async paging => {
    const { dags, total } = await get<DagList>(`/ui/dags?${query}&${paging}`, signal)
    return { items: dags, total }
  })

/** Some at a time: the server has others to answer, too. */
function useApply(isPausing: boolean, onDone: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (dags: readonly DagLine[]) => {
      for (let at = 0; at < dags.length; at += AT_ONCE)
        await Promise.all(
          dags
            .slice(at, at + AT_ONCE)
            .map(({ dagId }) => send('PATCH', path`/api/v1/dags/${dagId}`, { is_paused: isPausing })),
        )
    },
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: ['dags'] }),
  })
}
