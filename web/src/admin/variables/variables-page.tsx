import { useSuspenseQuery } from '@tanstack/react-query'
import { Download, Upload } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VariableLine } from '../../../../runtime/api/ui/contract/variables.ts'
import { useMay } from '../../api/session.ts'
import { SEARCH_FILTER, useListQuery } from '../../list/list-search.ts'
import { useRowSelection } from '../../list/use-row-selection.ts'
import { DeleteDialog } from '../delete-dialog.tsx'
import { ListPage } from '../list-page.tsx'
import { NewButton, SelectionTools } from '../list-tools.tsx'
import { saveExport } from './export-file.ts'
import { ImportDialog } from './import-dialog.tsx'
import { VariableDialog } from './variable-dialog.tsx'
import { deleteVariable, useFreshVariables, variablesQuery } from './variable-queries.ts'
import { VariableTable } from './variable-table.tsx'

type Open = { readonly edit: VariableLine | null } | { readonly remove: readonly string[] } | 'import'

/** Airflow's Variables: to be found, made, changed, taken along as a file. */
export function VariablesPage() {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(variablesQuery(useListQuery(SEARCH_FILTER)))
  const selection = useRowSelection(data.variables, keyOf)
  const [open, setOpen] = useState<Open | null>(null)
  const tools = (
    <>
      <SelectionTools names={selection.rows.map(keyOf)} resource="Variables" onRemove={remove => setOpen({ remove })}>
        <ExportButton lines={selection.rows} />
      </SelectionTools>
      <ImportButton onImport={() => setOpen('import')} />
      <NewButton label={t('variables.new')} resource="Variables" onNew={() => setOpen({ edit: null })} />
    </>
  )
  return (
    <ListPage list={data} searchLabel={t('variables.search')} noneYet={t('variables.noneYet')} tools={tools}>
      <VariableTable
        variables={data.variables}
        selection={selection}
        onEdit={edit => setOpen({ edit })}
        onRemove={key => setOpen({ remove: [key] })}
      />
      <OpenDialog open={open} onClose={() => setOpen(null)} />
    </ListPage>
  )
}

const keyOf = ({ key }: VariableLine): string => key

function OpenDialog({ open, onClose }: { readonly open: Open | null; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const refresh = useFreshVariables()
  if (open === null) return null
  if (open === 'import') return <ImportDialog onClose={onClose} />
  if ('edit' in open) return <VariableDialog variable={open.edit} onClose={onClose} />
  return (
    <DeleteDialog
      what={t('variables.kind')}
      names={open.remove}
      remove={deleteVariable}
      onChanged={refresh}
      onClose={onClose}
    />
  )
}

function ExportButton({ lines }: { readonly lines: readonly VariableLine[] }) {
  const { t } = useTranslation()
  return (
    <button type="button" className="button" onClick={() => saveExport(lines)}>
      <Download size={15} aria-hidden />
      {t('variables.export')}
    </button>
  )
}

function ImportButton({ onImport }: { readonly onImport: () => void }) {
  const { t } = useTranslation()
  if (!useMay('can_create', 'Variables')) return null
  return (
    <button type="button" className="button" onClick={onImport}>
      <Upload size={15} aria-hidden />
      {t('variables.import')}
    </button>
  )
}
