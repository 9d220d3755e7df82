import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OptionToggles, Preview, PreviewLines } from '../../run/change-preview.tsx'
import type { Options } from '../../run/changes.ts'
import { Dialog } from '../../shell/dialog.tsx'
import { DialogFoot } from '../../shell/dialog-foot.tsx'
import { Failure, Loading } from '../../shell/notice.tsx'
import { type Batch, type BatchInput, type BatchResult, type BatchStep, countOf, runBatch } from './batch.ts'
import { BatchFailures } from './batch-failures.tsx'

interface BatchDialogProps {
  readonly batch: Batch
  /** `result` is null where nothing was done. */
  readonly onClose: (result: BatchResult | null) => void
}

/** Shows what a change of many rows would touch, makes it, and tells what became of each. */
export function BatchDialog({ batch, onClose }: BatchDialogProps) {
  const [input, setInput] = useState<BatchInput>({ options: batch.options, note: '' })
  const { apply, progress } = useApply(onClose)
  const result = apply.data
  return (
    <Dialog title={batch.title} onClose={() => onClose(result ?? null)}>
      {result === undefined ? (
        <BatchForm
          batch={batch}
          input={input}
          onInput={setInput}
          progress={apply.isPending ? progress : null}
          onSubmit={() => apply.mutate({ steps: batch.steps, input })}
          onCancel={() => onClose(null)}
        />
      ) : (
        <BatchFailures
          result={result}
          isPending={apply.isPending}
          onRetry={() => apply.mutate({ steps: result.failed.map(({ step }) => step), input })}
          onClose={() => onClose(result)}
        />
      )}
    </Dialog>
  )
}

interface Applied {
  readonly steps: readonly BatchStep[]
  readonly input: BatchInput
}

/** Whatever succeeded shows itself at once; the dialog stays for what did not. */
function useApply(onClose: BatchDialogProps['onClose']) {
  const queries = useQueryClient()
  const [progress, setProgress] = useState(0)
  const apply = useMutation({
    mutationFn: ({ steps, input }: Applied) => runBatch(steps, input, setProgress),
    onSuccess: async result => {
      if (result.failed.length === 0) onClose(result)
      await Promise.all(CHANGED.map(queryKey => queries.invalidateQueries({ queryKey })))
    },
  })
  return { apply, progress }
}

const CHANGED = [['browse'], ['dag'], ['dags']] as const

interface BatchFormProps {
  readonly batch: Batch
  readonly input: BatchInput
  readonly onInput: (input: BatchInput) => void
  /** Rows that have had their turn; null before the change begins. */
  readonly progress: number | null
  readonly onSubmit: () => void
  readonly onCancel: () => void
}

function BatchForm({ batch, input, onInput, progress, onSubmit, onCancel }: BatchFormProps) {
  const { t } = useTranslation()
  const touched = useTouched(batch, input.options)
  const total = countOf(batch.steps)
  return (
    <form
      className="form"
      onSubmit={event => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <p className="soft">{batch.explanation}</p>
      <OptionToggles options={input.options} onOptions={options => onInput({ ...input, options })} />
      {batch.hasNote && <NoteField note={input.note} onNote={note => onInput({ ...input, note })} />}
      {batch.preview === undefined ? (
        <PreviewLines lines={batch.steps.map(({ label }) => label)} />
      ) : (
        <Touched touched={touched} />
      )}
      <DialogFoot
        submit={progress === null ? batch.submit : t('batch.progress', { progress, total })}
        isDanger={batch.isDanger}
        isDisabled={progress !== null || (batch.preview !== undefined && !touched.data?.length)}
        onClose={onCancel}
      />
    </form>
  )
}

function NoteField({ note, onNote }: { readonly note: string; readonly onNote: (note: string) => void }) {
  const { t } = useTranslation()
  return (
    <label className="field">
      <span>{t('run.note')}</span>
      <textarea className="input" maxLength={1000} value={note} onChange={event => onNote(event.target.value)} />
    </label>
  )
}

/** What the server says would be touched; it is not asked of a change that has no preview. */
const useTouched = ({ title, steps, preview }: Batch, options: Options) =>
  useQuery({
    queryKey: ['preview', title, steps.map(({ label }) => label), options],
    queryFn: preview === undefined ? skipToken : () => preview(options),
    staleTime: 0,
    gcTime: 0,
  })

function Touched({ touched: { data, error } }: { readonly touched: ReturnType<typeof useTouched> }) {
  if (error) return <Failure error={error} />
  if (data === undefined) return <Loading />
  const lines = data.map(one => [one.dag_id, one.task_id, one.dag_run_id].join(' · '))
  return <Preview touched={[...new Set(lines)]} />
}
