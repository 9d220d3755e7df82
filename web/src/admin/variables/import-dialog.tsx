import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../../shell/dialog.tsx'
import { Failure } from '../../shell/notice.tsx'
import {
  ACTIONS,
  type ExistingAction,
  type ImportResults,
  type PlannedVariable,
  planImport,
  readImport,
} from './import-file.ts'
import { ImportList } from './import-list.tsx'
import {
  overwriteVariable,
  setVariable,
  useFreshVariables,
  type VariableBody,
  variableKeys,
} from './variable-queries.ts'

/** Sets variables from a file, after showing what that would do to each. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const file = useMutation({ mutationFn: readFile })
  const [action, setAction] = useState<ExistingAction>('skip')
  const known = useQuery({ queryKey: ['variables', 'keys'], queryFn: variableKeys, staleTime: 0 })
  const run = useImport()
  // Afterwards every key exists.
  const planned = run.isSuccess ? run.variables : planImport(file.data ?? [], known.data?.keys ?? [], action)
  const isRefused = planned.some(({ plan }) => plan === 'exists')
  const count = planned.filter(isWanted).length
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    run.mutate(planned)
  }
  return (
    <Dialog title={t('variables.importTitle')} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <FileField isDone={run.isSuccess} onFile={chosen => file.mutate(chosen)} />
        {file.error && <Failure error={new Error(t('variables.badFile', { problem: file.error.message }))} />}
        {planned.length > 0 && run.data === undefined && <ActionChoice action={action} onAction={setAction} />}
        {isRefused && <p className="field-error">{t('variables.importRefused')}</p>}
        <ImportList planned={planned} results={run.data ?? null} />
        <footer className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t(run.isSuccess ? 'app.close' : 'app.cancel')}
          </button>
          {!run.isSuccess && (
            <button
              type="submit"
              className="button primary"
              disabled={isRefused || count === 0 || run.isPending || known.data === undefined}
            >
              {t('variables.importCount', { count })}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}

const readFile = async (file: File): Promise<readonly VariableBody[]> => readImport(await file.text())

const isWanted = ({ plan }: PlannedVariable): boolean => plan === 'add' || plan === 'overwrite'

/** One after the other; one that is refused holds up no other. */
function useImport() {
  const refresh = useFreshVariables()
  return useMutation({
    mutationFn: async (planned: readonly PlannedVariable[]): Promise<ImportResults> => {
      const results = new Map<string, string | null>()
      for (const variable of planned.filter(isWanted)) results.set(variable.key, await outcomeOf(variable))
      await refresh()
      return results
    },
  })
}

const outcomeOf = ({ plan, ...body }: PlannedVariable): Promise<string | null> =>
  (plan === 'add' ? setVariable(body) : overwriteVariable(body)).then(
    () => null,
    (error: Error) => error.message,
  )

function FileField({ isDone, onFile }: { readonly isDone: boolean; readonly onFile: (file: File) => void }) {
  const { t } = useTranslation()
  return (
    <label className="field">
      <span>{t('variables.file')}</span>
      <input
        className="input"
        type="file"
        accept="application/json,.json"
        disabled={isDone}
        onChange={event => event.target.files?.[0] && onFile(event.target.files[0])}
      />
    </label>
  )
}

interface ActionChoiceProps {
  readonly action: ExistingAction
  readonly onAction: (action: ExistingAction) => void
}

function ActionChoice({ action, onAction }: ActionChoiceProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="choices">
      <legend>{t('variables.onExisting')}</legend>
      {ACTIONS.map(one => (
        <label key={one} className="check">
          <input type="radio" name="action" checked={one === action} onChange={() => onAction(one)} />
          {t(`variables.on.${one}`)}
        </label>
      ))}
    </fieldset>
  )
}
