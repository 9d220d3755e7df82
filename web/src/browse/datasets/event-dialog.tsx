import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '../../api/client.ts'
import { confOf } from '../../run/params.ts'
import { Dialog } from '../../shell/dialog.tsx'
import { DialogFoot } from '../../shell/dialog-foot.tsx'
import { Failure } from '../../shell/notice.tsx'

interface EventDialogProps {
  readonly uri: string
  readonly onClose: () => void
}

/** Says by hand that a dataset has changed. */
export function EventDialog({ uri, onClose }: EventDialogProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const create = useMutation({
    mutationFn: async () => send('POST', '/api/v1/datasets/events', { dataset_uri: uri, extra: confOf(text) }),
    onSuccess: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: ['browse'] })
    },
  })
  return (
    <Dialog title={t('datasets.create')} onClose={onClose}>
      <form
        className="form"
        onSubmit={event => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <p className="soft">{t('datasets.createExplain')}</p>
        <label className="field">
          <span>{t('datasets.extra')}</span>
          <textarea
            className="input"
            placeholder="{}"
            value={text}
            spellCheck={false}
            onChange={event => setText(event.target.value)}
          />
        </label>
        {create.error && <Failure error={create.error} />}
        <DialogFoot submit={t('datasets.create')} isDisabled={create.isPending} onClose={onClose} />
      </form>
    </Dialog>
  )
}
