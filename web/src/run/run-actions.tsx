import { useQueryClient } from '@tanstack/react-query'
import { Ellipsis, ListPlus, Repeat, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RunPanel } from '../../../runtime/api/ui/contract/run.ts'
import { path, send } from '../api/client.ts'
import { runPanelQuery } from '../api/queries.ts'
import { useMay } from '../api/session.ts'
import { useSelection } from '../dag/selection.ts'
import { ConfirmDialog } from '../shell/confirm-dialog.tsx'
import { useShortcuts } from '../shortcuts/shortcuts.ts'
import { sumOf } from '../states/counts.ts'
import { ChangeDialog } from './change-dialog.tsx'
import type { Change } from './changes.ts'
import { MarkMenu } from './mark-menu.tsx'
import { clearRun, markRun, queueNewTasks } from './run-changes.ts'
import { TriggerDialog } from './trigger-dialog.tsx'

/** What can be done with a run: each thing shows what it touches first. */
export function RunActions({ run }: { readonly run: RunPanel }) {
  const { t } = useTranslation()
  const [change, setChange] = useState<Change | null>(null)
  const [asking, setAsking] = useState<'trigger' | 'delete' | null>(null)
  const clear = (): void => setChange(clearRun(run, t))
  useShortcuts({ 'panel.clear': clear })
  return (
    <>
      <button type="button" className="button" onClick={clear}>
        {t('run.clear')}
      </button>
      <MarkMenu states={['success', 'failed']} onMark={state => setChange(markRun(run, state, t))} />
      <MoreMenu onQueue={() => setChange(queueNewTasks(run, t))} onAsk={setAsking} />
      {change && <ChangeDialog change={change} onClose={() => setChange(null)} />}
      {asking === 'trigger' && <TriggerDialog dagId={run.dagId} conf={run.conf} onClose={() => setAsking(null)} />}
      {asking === 'delete' && <DeleteDialog run={run} onClose={() => setAsking(null)} />}
    </>
  )
}

interface MoreMenuProps {
  readonly onQueue: () => void
  readonly onAsk: (what: 'trigger' | 'delete') => void
}

function MoreMenu({ onQueue, onAsk }: MoreMenuProps) {
  const { t } = useTranslation()
  const mayCreate = useMay('can_create', 'DAG Runs')
  const mayDelete = useMay('can_delete', 'DAG Runs')
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="icon-button" aria-label={t('run.more')} title={t('run.more')}>
        <Ellipsis size={18} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          <Item icon={<ListPlus size={15} aria-hidden />} label={t('run.queueNew')} onSelect={onQueue} />
          {mayCreate && (
            <Item
              icon={<Repeat size={15} aria-hidden />}
              label={t('run.triggerAgain')}
              onSelect={() => onAsk('trigger')}
            />
          )}
          {mayDelete && (
            <Item icon={<Trash2 size={15} aria-hidden />} label={t('run.delete')} onSelect={() => onAsk('delete')} />
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface ItemProps {
  readonly icon: ReactNode
  readonly label: string
  readonly onSelect: () => void
}

const Item = ({ icon, label, onSelect }: ItemProps) => (
  <DropdownMenu.Item className="menu-item" onSelect={onSelect}>
    {icon}
    {label}
  </DropdownMenu.Item>
)

function DeleteDialog({ run, onClose }: { readonly run: RunPanel; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [, select] = useSelection()
  const { dagId, runId } = run
  const count = sumOf(run.tasks)
  const remove = async (): Promise<void> => {
    await send('DELETE', path`/api/v1/dags/${dagId}/dagRuns/${runId}`)
    select({})
    queries.removeQueries({ queryKey: runPanelQuery(dagId, runId).queryKey })
    await queries.invalidateQueries({ queryKey: ['dag', dagId] })
  }
  return (
    <ConfirmDialog
      title={t('run.deleteTitle', { runId })}
      submit={t('run.delete')}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{t('run.deleteExplain', { count })}</p>
    </ConfirmDialog>
  )
}
