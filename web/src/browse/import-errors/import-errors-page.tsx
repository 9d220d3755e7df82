import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { msOf } from '../../api/instant.ts'
import { ListEnd } from '../../list/list-end.tsx'
import { useListQuery } from '../../list/list-search.ts'
import { CopyButton } from '../../shell/copy-button.tsx'
import { Empty } from '../../shell/notice.tsx'
import { RelativeTime } from '../../time/time.tsx'
import { type ImportError, importErrorsQuery } from './import-errors.ts'
import './import-errors.css'

/** The DAG files that cannot be read, and why; a file that is mended leaves by itself. */
export function ImportErrorsPage() {
  const { t } = useTranslation()
  const query = useListQuery([])
  const { data } = useSuspenseQuery(importErrorsQuery(query))
  const { import_errors: errors, total_entries: total } = data
  if (total === 0) return <Empty>{t('importErrors.none')}</Empty>
  return (
    <>
      <ul className="stack">
        {errors.map(error => (
          <li key={error.import_error_id}>
            <ErrorOfFile error={error} isOpen={errors.length === 1} />
          </li>
        ))}
      </ul>
      <ListEnd total={total} />
    </>
  )
}

function ErrorOfFile({ error, isOpen }: { readonly error: ImportError; readonly isOpen: boolean }) {
  const { filename, stack_trace: trace } = error
  const [first = ''] = trace.split('\n')
  return (
    <details className="card import-error" open={isOpen}>
      <summary>
        <span className="import-error-file mono">{filename}</span>
        <span className="soft import-error-when">
          <RelativeTime ms={msOf(error.timestamp)} />
        </span>
        <span className="import-error-message">{withoutFile(first, filename)}</span>
      </summary>
      <pre className="text-block">{trace}</pre>
      <CopyButton text={`${filename}\n${trace}`} />
    </details>
  )
}

/** The file is named above; of `FILE:LINE: message` the line stays. */
const withoutFile = (line: string, filename: string): string =>
  line.startsWith(`${filename}:`) ? line.slice(filename.length + 1).trim() : line
