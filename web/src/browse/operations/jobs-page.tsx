import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { JobLine, JobList } from '../../../../runtime/api/ui/contract/operations.ts'
import { FilterBar, type FilterSpec } from '../../list/filter-bar.tsx'
import { ListEnd } from '../../list/list-end.tsx'
import { useListQuery } from '../../list/list-search.ts'
import { ListSortHead } from '../../list/list-sort-head.tsx'
import { StateBadge } from '../../states/state-badge.tsx'
import { DateTime, RelativeTime } from '../../time/time.tsx'
import { JOB_FILTERS, operationsQuery } from './operation-lists.ts'
import './jobs.css'

const FILTERS: readonly FilterSpec[] = [
  { name: 'search', kind: 'text', label: 'list.search' },
  { name: 'state', kind: 'choice', label: 'run.state', options: ['running', 'success', 'failed', 'restarting'] },
  {
    name: 'type',
    kind: 'choice',
    label: 'run.type',
    options: ['SchedulerJob', 'LocalTaskJob', 'DagProcessorJob', 'TriggererJob', 'BackfillJob'],
  },
]
const COLUMNS = [
  ['jobs.id', 'id'],
  ['run.type', 'job_type'],
  ['run.state', 'state'],
  ['jobs.heartbeat', 'latest_heartbeat'],
  ['tasks.host', 'hostname'],
  ['run.start', 'start_date'],
  ['run.end', 'end_date'],
] as const

/** The processes that say, or said, that they live. */
export function JobsPage() {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(operationsQuery<JobList>('jobs', useListQuery(JOB_FILTERS)))
  return (
    <>
      <FilterBar main={FILTERS} />
      {data.jobs.length > 0 && (
        <div className="table-frame">
          <table className="table dense">
            <thead>
              <tr>
                {COLUMNS.map(([label, by]) => (
                  <ListSortHead key={by} label={t(label)} by={by} initial="-latest_heartbeat" />
                ))}
                <th>{t('jobs.executor')}</th>
                <th>{t('jobs.user')}</th>
              </tr>
            </thead>
            <tbody>
              {data.jobs.map(job => (
                <JobRow key={job.id} job={job} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ListEnd total={data.total} />
    </>
  )
}

function JobRow({ job }: { readonly job: JobLine }) {
  return (
    <tr>
      <td className="number">{job.id}</td>
      <td>{job.jobType}</td>
      <td>
        <StateBadge state={job.state} />
      </td>
      <td className="number">
        <Heartbeat job={job} />
      </td>
      <td>{job.hostname}</td>
      <td className="number">
        <DateTime ms={job.startMs} />
      </td>
      <td className="number">
        <DateTime ms={job.endMs} />
      </td>
      <td className="soft">{job.executorClass}</td>
      <td className="soft">{job.unixname}</td>
    </tr>
  )
}

/** What says that it runs, and is silent, has probably been killed. */
function Heartbeat({ job: { isAlive, state, heartbeatMs } }: { readonly job: JobLine }) {
  const { t } = useTranslation()
  return (
    <>
      {isAlive && <span className="job-alive">{t('jobs.alive')}</span>}
      {!isAlive && state === 'running' && <span className="job-silent">{t('jobs.silent')}</span>}
      <RelativeTime ms={heartbeatMs} />
    </>
  )
}
