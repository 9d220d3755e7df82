import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { path, send } from '../api/client.ts'
import { useMayEdit } from '../api/session.ts'

/** On while the scheduler makes runs of the DAG; shows the wish at once and the truth as soon as it is known. */
export function PauseSwitch({ dagId, isPaused }: { readonly dagId: string; readonly isPaused: boolean }) {
  const { t } = useTranslation()
  const mayEdit = useMayEdit(dagId)
  const pause = usePause(dagId)
  const shown = pause.isPending ? pause.variables : isPaused
  return (
    <input
      type="checkbox"
      role="switch"
      className="switch"
      aria-label={t('dags.pauseDag', { dagId })}
      checked={!shown}
      aria-checked={!shown}
      disabled={!mayEdit}
      onChange={event => pause.mutate(!event.target.checked)}
    />
  )
}

/** Pauses the DAG, or lets it go on. */
export function usePause(dagId: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (paused: boolean) => send('PATCH', path`/api/v1/dags/${dagId}`, { is_paused: paused }),
    onSettled: () => Promise.all(['dags', 'dag'].map(key => queries.invalidateQueries({ queryKey: [key] }))),
  })
}
