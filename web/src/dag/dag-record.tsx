import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, path, send } from '../api/client.ts'
import { msOf } from '../api/instant.ts'
import { useMay, useMayEdit } from '../api/session.ts'
import { announce } from '../shell/announcements.tsx'
import { ConfirmDialog } from '../shell/confirm-dialog.tsx'
import { Failure } from '../shell/notice.tsx'
import { DateTime } from '../time/time.tsx'

/** Airflow's DAG, as far as the details need it. */
interface DagRecord {
  readonly file_token: string
  readonly next_dagrun_data_interval_start: string | null
  readonly next_dagrun_data_interval_end: string | null
}

const recordQuery = (dagId: string) =>
  queryOptions({
    queryKey: ['dag', dagId, 'record'],
    queryFn: ({ signal }) => get<DagRecord>(path`/api/v1/dags/${dagId}`, signal),
  })

/** The data that the next run will be about. */
export function NextInterval({ dagId }: { readonly dagId: string }) {
  const { data } = useQuery(recordQuery(dagId))
  if (data === undefined || data.next_dagrun_data_interval_start === null) return <span className="soft">–</span>
  return (
    <>
      <DateTime ms={msOf(data.next_dagrun_data_interval_start)} /> –{' '}
      <DateTime ms={msOf(data.next_dagrun_data_interval_end)} />
    </>
  )
}

interface Warnings {
  readonly dag_warnings: readonly { readonly warning_type: string; readonly message: string }[]
}

/** What is odd about the DAG, such as a pool that there is not; nothing for others. */
export function DagWarnings({ dagId }: { readonly dagId: string }) {
  const { t } = useTranslation()
  const mayRead = useMay('can_read', 'DAG Warnings')
  const { data } = useQuery({
    queryKey: ['dag', dagId, 'warnings'],
    queryFn: ({ signal }) => get<Warnings>(`/api/v1/dagWarnings?${new URLSearchParams({ dag_id: dagId })}`, signal),
    enabled: mayRead,
  })
  if (data === undefined || data.dag_warnings.length === 0) return null
  return (
    <section className="reasons">
      <h3>{t('details.warnings')}</h3>
      <ul>
        {data.dag_warnings.map(({ warning_type: type, message }) => (
          <li key={`${type} ${message}`}>{message}</li>
        ))}
      </ul>
    </section>
  )
}

/** Has the DAG's file read again, and deletes the DAG with its history. */
export function DagRecordActions({ dagId }: { readonly dagId: string }) {
  const { t } = useTranslation()
  const mayEdit = useMayEdit(dagId)
  const mayDelete = useMayDelete(dagId)
  const [isDeleting, setIsDeleting] = useState(false)
  const reparse = useReparse(dagId)
  return (
    <div className="panel-actions">
      {mayEdit && (
        <button type="button" className="button" disabled={reparse.isPending} onClick={() => reparse.mutate(undefined)}>
          <RefreshCw size={15} aria-hidden />
          {t('details.reparse')}
        </button>
      )}
      {mayDelete && (
        <button type="button" className="button danger" onClick={() => setIsDeleting(true)}>
          <Trash2 size={15} aria-hidden />
          {t('details.delete')}
        </button>
      )}
      {reparse.error && <Failure error={reparse.error} />}
      {isDeleting && <DeleteDag dagId={dagId} onClose={() => setIsDeleting(false)} />}
    </div>
  )
}

function useMayDelete(dagId: string): boolean {
  const all = useMay('can_delete', 'DAGs')
  return useMay('can_delete', `DAG:${dagId}`) || all
}

function useReparse(dagId: string) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const { file_token: token } = await queries.ensureQueryData(recordQuery(dagId))
      await send('PUT', path`/api/v1/parseDagFile/${token}`)
    },
    onSuccess: () => announce(t('details.reparsing')),
  })
}

function DeleteDag({ dagId, onClose }: { readonly dagId: string; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    await send('DELETE', path`/api/v1/dags/${dagId}`)
    await navigate({ to: '/dags' })
    queries.removeQueries({ queryKey: ['dag', dagId] })
    await queries.invalidateQueries({ queryKey: ['dags'] })
  }
  return (
    <ConfirmDialog
      title={t('details.deleteTitle', { dagId })}
      submit={t('details.delete')}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{t('details.deleteExplain')}</p>
    </ConfirmDialog>
  )
}
