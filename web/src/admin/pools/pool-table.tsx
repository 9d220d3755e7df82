import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { AdminTable } from '../admin-table.tsx'
import { RowActions } from '../row-actions.tsx'
import { PoolBar } from './pool-bar.tsx'
import { DEFAULT_POOL, type Pool } from './pool-queries.ts'

interface PoolTableProps {
  readonly pools: readonly Pool[]
  readonly onEdit: (pool: Pool) => void
  readonly onRemove: (pool: Pool) => void
}

export function PoolTable({ pools, onEdit, onRemove }: PoolTableProps) {
  const { t } = useTranslation()
  const mayEdit = useMay('can_edit', 'Pools')
  const mayDelete = useMay('can_delete', 'Pools')
  return (
    <AdminTable
      heads={
        <>
          <th>{t('pools.name')}</th>
          <th>{t('pools.slots')}</th>
          <th className="pool-use">{t('pools.use')}</th>
          <th>{t('admin.description')}</th>
        </>
      }
    >
      {pools.map(pool => (
        <tr key={pool.name}>
          <th scope="row">{pool.name}</th>
          <td className="number">{pool.slots === -1 ? t('pools.unlimited') : pool.slots}</td>
          <td className="pool-use">
            <PoolBar pool={pool} />
          </td>
          <td className="soft">{pool.description}</td>
          <td>
            <RowActions
              name={pool.name}
              onEdit={mayEdit ? () => onEdit(pool) : null}
              onRemove={mayDelete && pool.name !== DEFAULT_POOL ? () => onRemove(pool) : null}
            />
          </td>
        </tr>
      ))}
    </AdminTable>
  )
}
