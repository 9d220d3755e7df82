import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMatches, useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useTranslation } from 'react-i18next'
import type { SearchResults } from '../../../runtime/api/ui/contract/search.ts'
import { get } from '../api/client.ts'
import { dagQuery, FIRST_RUNS, gridQuery } from '../api/queries.ts'
import { allPages, usePages } from '../shell/pages.ts'
import { PAGE_KEYS } from '../shortcuts/page-keys.ts'
import { stateClass } from '../states/states.ts'

interface GroupProps {
  readonly onDone: () => void
}

interface FoundProps extends GroupProps {
  readonly search: string
}

/** Pages that the user may read. */
export function PageLinks({ onDone }: GroupProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <Command.Group heading={t('palette.pages')}>
      {allPages(usePages()).map(({ to, label, icon: Icon }) => (
        <Command.Item key={to} onSelect={() => void navigate({ to }).then(onDone)}>
          <Icon size={16} aria-hidden />
          <span className="palette-name">{t(label)}</span>
          {PAGE_KEYS[to] !== undefined && (
            <span aria-hidden>
              <kbd>g</kbd> <kbd>{PAGE_KEYS[to]}</kbd>
            </span>
          )}
        </Command.Item>
      ))}
    </Command.Group>
  )
}

const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ['search', text],
    queryFn: ({ signal }) => get<SearchResults>(`/ui/search?${new URLSearchParams({ text })}`, signal),
    placeholderData: previous => previous,
  })

/** DAGs by a part of their ids. */
export function Dags({ search, onDone }: FoundProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data } = useQuery(searchQuery(search))
  return (
    <Command.Group heading={t('palette.dags')}>
      {data?.dags.map(({ dagId, displayName }) => (
        <Command.Item
          key={dagId}
          value={`${dagId} ${displayName}`}
          onSelect={() => void navigate({ to: '/dags/$dagId', params: { dagId } }).then(onDone)}
        >
          {displayName}
        </Command.Item>
      ))}
    </Command.Group>
  )
}

/** Runs of all DAGs by a part of their ids. */
export function Runs({ search, onDone }: FoundProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { data } = useQuery(searchQuery(search))
  return (
    <Command.Group heading={t('palette.runs')}>
      {data?.runs.map(({ dagId, runId, state }) => (
        <Command.Item
          key={`${dagId} ${runId}`}
          value={`${dagId} ${runId}`}
          onSelect={() => void navigate({ to: '/dags/$dagId', params: { dagId }, search: { run: runId } }).then(onDone)}
        >
          <span className={`state-dot ${stateClass(state)}`} />
          <span className="palette-name">{runId}</span>
          <span className="soft">{dagId}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}

/** The palette stands outside of all pages. */
const useOpenDagId = (): string | undefined =>
  useMatches({ select: matches => (matches.at(-1)?.params as { readonly dagId?: string } | undefined)?.dagId })

/** Of the DAG whose page is open; more would hide all else. */
const MOST_TASKS = 8

/** Tasks of the DAG whose page is open, in the run that is selected there. */
export function Tasks({ search, onDone }: FoundProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const dagId = useOpenDagId()
  const { data } = useQuery({ ...dagQuery(dagId ?? ''), enabled: dagId !== undefined })
  const grid = useQuery({ ...gridQuery(dagId ?? '', FIRST_RUNS), enabled: dagId !== undefined })
  const newest = grid.data?.runs.at(-1)
  if (dagId === undefined || data === undefined || search === '') return null
  const wanted = search.toLowerCase()
  const found = data.tasks.filter(({ taskId }) => taskId.toLowerCase().includes(wanted)).slice(0, MOST_TASKS)
  return (
    <Command.Group heading={t('palette.tasks', { dagId: data.displayName })}>
      {found.map(({ taskId }) => (
        <Command.Item
          key={taskId}
          value={`task ${taskId}`}
          keywords={[taskId]}
          onSelect={() =>
            void navigate({
              to: '/dags/$dagId',
              params: { dagId },
              search: ({ run }) => ({ run: run ?? newest?.runId, task: taskId }),
            }).then(onDone)
          }
        >
          {taskId}
        </Command.Item>
      ))}
    </Command.Group>
  )
}
