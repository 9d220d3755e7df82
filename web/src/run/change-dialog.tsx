import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../shell/dialog.tsx'
import { DialogFoot } from '../shell/dialog-foot.tsx'
import { Failure, Loading } from '../shell/notice.tsx'
import { OptionToggles, Preview } from './change-preview.tsx'
import { type Change, type Preview as ChangePreview, type Options, textOf } from './changes.ts'

interface ChangeDialogProps {
  readonly change: Change
  readonly onClose: () => void
}

/** Shows what a change would touch before it is made; options change the preview at once. */
export function ChangeDialog({ change, onClose }: ChangeDialogProps) {
  const [options, setOptions] = useState<Options>(change.options)
  const preview = useQuery({
    queryKey: ['dag', change.dagId, 'preview', change.title, options],
    queryFn: () => change.preview(options),
    staleTime: 0,
  })
  const apply = useApply(change, onClose)
  return (
    <Dialog title={change.title} onClose={onClose}>
      <div className="form">
        <p className="soft">{change.explanation}</p>
        <OptionToggles options={options} onOptions={setOptions} />
        {preview.error && <Failure error={preview.error} />}
        {preview.data === undefined ? !preview.error && <Loading /> : <ChangeDetails preview={preview.data} />}
        {apply.error && <Failure error={apply.error} />}
        <DialogFoot
          submit={change.submit}
          isDisabled={apply.isPending || !isPossible(preview.data)}
          onSubmit={() => apply.mutate(options)}
          onClose={onClose}
        />
      </div>
    </Dialog>
  )
}

function useApply(change: Change, onDone: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (options: Options) => change.apply(options),
    onSuccess: async () => {
      onDone()
      await queries.invalidateQueries({ queryKey: ['dag', change.dagId] })
    },
  })
}

const isPossible = (preview: ChangePreview | undefined): boolean =>
  preview !== undefined && (preview.isPossible ?? preview.touched.length > 0)

function ChangeDetails({ preview }: { readonly preview: ChangePreview }) {
  const { t } = useTranslation()
  const isOfRunOnly = preview.touched.length === 0 && isPossible(preview)
  return (
    <>
      {isOfRunOnly ? <p className="soft">{t('preview.runOnly')}</p> : <Preview touched={preview.touched.map(textOf)} />}
      {preview.remarks
        ?.filter(({ lines }) => lines.length > 0)
        .map(({ heading, lines }) => (
          <section key={heading} className="reasons">
            <h3>{heading}</h3>
            <ul>
              {lines.map(line => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        ))}
    </>
  )
}
