import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DagPage } from '../../../runtime/api/ui/contract/dag.ts'
import { path, send } from '../api/client.ts'
import { dagQuery } from '../api/queries.ts'
import { Dialog } from '../shell/dialog.tsx'
import { DialogFoot } from '../shell/dialog-foot.tsx'
import { Loading } from '../shell/notice.tsx'
import { ConfField } from './conf-field.tsx'
import { confOf } from './params.ts'

interface TriggerDialogProps {
  readonly dagId: string
  /** Over the DAG's own params, such as those of another run. */
  readonly conf?: Readonly<Record<string, unknown>>
  readonly onClose: () => void
}

/** Makes a run by hand: a form of the DAG's params, or any JSON. */
export function TriggerDialog({ dagId, conf, onClose }: TriggerDialogProps) {
  const { t } = useTranslation()
  const { data } = useQuery(dagQuery(dagId))
  return (
    <Dialog title={t('trigger.title', { dagId: data?.displayName ?? dagId })} onClose={onClose}>
      {data === undefined ? (
        <Loading />
      ) : (
        <TriggerForm dag={data} conf={{ ...data.params, ...conf }} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface TriggerFormProps {
  readonly dag: DagPage
  readonly conf: Readonly<Record<string, unknown>>
  readonly onClose: () => void
}

function TriggerForm({ dag, conf, onClose }: TriggerFormProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(JSON.stringify(conf, null, 2))
  const trigger = useTrigger(dag.dagId, onClose)
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    trigger.mutate({ text, form: new FormData(event.currentTarget) })
  }
  return (
    <form className="form" onSubmit={submit}>
      <ConfField params={dag.params} text={text} onText={setText} />
      <RunFields />
      {dag.isPaused && <p className="hint">{t('trigger.paused')}</p>}
      {trigger.error && (
        <p className="field-error" role="alert">
          {trigger.error.message}
        </p>
      )}
      <DialogFoot submit={t('trigger.submit')} isDisabled={trigger.isPending} onClose={onClose} />
    </form>
  )
}

function RunFields() {
  const { t } = useTranslation()
  return (
    <>
      <label className="field">
        <span>{t('trigger.runId')}</span>
        <input className="input" name="run_id" placeholder={t('trigger.runIdHint')} maxLength={250} />
      </label>
      <label className="field">
        <span>{t('trigger.date')}</span>
        <input className="input" name="logical_date" type="datetime-local" step="1" />
      </label>
      <label className="field">
        <span>{t('trigger.note')}</span>
        <input className="input" name="note" maxLength={1000} />
      </label>
    </>
  )
}

interface Trigger {
  readonly text: string
  readonly form: FormData
}

function useTrigger(dagId: string, onDone: () => void) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async ({ text, form }: Trigger) =>
      send<{ dag_run_id: string }>('POST', path`/api/v1/dags/${dagId}/dagRuns`, { conf: confOf(text), ...given(form) }),
    onSuccess: async ({ dag_run_id: run }) => {
      onDone()
      await queries.invalidateQueries({ queryKey: ['dag', dagId] })
      await navigate({ to: '/dags/$dagId', params: { dagId }, search: { run } })
    },
  })
}

/** Fields that were left empty are the server's to choose. */
function given(form: FormData) {
  const [runId, date, note] = ['run_id', 'logical_date', 'note'].map(name => String(form.get(name) ?? ''))
  return {
    ...(runId ? { dag_run_id: runId } : {}),
    ...(date ? { logical_date: `${date}Z` } : {}),
    ...(note ? { note } : {}),
  }
}
