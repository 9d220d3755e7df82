import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Health, HomePage, RoleHealth, WorkersHealth } from '../../../runtime/api/ui/contract/home.ts'
import { type Condition, ConditionMark } from '../cluster/condition-mark.tsx'
import { durationText } from '../time/format.ts'
import { RelativeTime } from '../time/time.tsx'

interface HealthCardsProps {
  readonly health: Health
  readonly importErrors: HomePage['importErrors']
}

/** Whether each part is well, and why one may think so. */
export function HealthCards({ health, importErrors }: HealthCardsProps) {
  const { t } = useTranslation()
  const { scheduler, workers, broker, triggerer } = health
  return (
    <section aria-label={t('home.health')}>
      <ul className="health">
        <HealthCard name={t('home.database')} condition="good">
          {t('home.answered', { time: durationText(Math.ceil(health.databaseAnswerMs)) })}
        </HealthCard>
        <HealthCard name={t('home.scheduler')} condition={conditionOf(scheduler)}>
          <Heartbeat role={scheduler} />
        </HealthCard>
        {workers && <WorkersCard workers={workers} />}
        {broker && (
          <HealthCard name={t('home.broker')} condition={broker.problem === null ? 'good' : 'bad'}>
            {broker.problem ?? t('home.answered', { time: durationText(Math.ceil(broker.answerMs ?? 0)) })}
          </HealthCard>
        )}
        {triggerer && (
          <HealthCard name={t('home.triggerer')} condition={conditionOf(triggerer)}>
            <Heartbeat role={triggerer} />
          </HealthCard>
        )}
        {importErrors && (
          <HealthCard name={t('home.dagFiles')} condition={importErrors.total === 0 ? 'good' : 'doubtful'}>
            {importErrors.total === 0 ? t('home.filesLoad') : t('home.importErrors', { count: importErrors.total })}
          </HealthCard>
        )}
      </ul>
    </section>
  )
}

interface HealthCardProps {
  readonly name: string
  readonly condition: Condition
  readonly children: ReactNode
}

function HealthCard({ name, condition, children }: HealthCardProps) {
  const { t } = useTranslation()
  return (
    <li className={`health-card ${condition}`}>
      <h2>{name}</h2>
      <ConditionMark condition={condition}>{t(`home.${condition}`)}</ConditionMark>
      <span className="hint">{children}</span>
    </li>
  )
}

function WorkersCard({ workers }: { readonly workers: WorkersHealth }) {
  const { t } = useTranslation()
  const { alive, silent, drained, running, slots } = workers
  return (
    <HealthCard name={t('home.workers')} condition={conditionOf(workers)}>
      {alive + silent === 0 ? t('home.noWorkers') : t('home.workersAlive', { count: alive })}
      {slots > 0 && ` · ${t('home.slotsUsed', { used: running, slots })}`}
      {drained > 0 && ` · ${t('home.drained', { count: drained })}`}
      {silent > 0 && ` · ${t('home.silent', { count: silent })}`}
    </HealthCard>
  )
}

function Heartbeat({ role: { alive, silent, heartbeatMs } }: { readonly role: RoleHealth }) {
  const { t } = useTranslation()
  if (heartbeatMs === null) return t('home.neverRan')
  return (
    <>
      {alive > 1 && `${t('home.processes', { count: alive })} · `}
      {silent > 0 && `${t('home.silent', { count: silent })} · `}
      {t('home.heartbeat')} <RelativeTime ms={heartbeatMs} />
    </>
  )
}

const conditionOf = ({ isHealthy, alive, silent }: RoleHealth): Condition => {
  if (isHealthy) return silent > 0 ? 'doubtful' : 'good'
  return alive > 0 && silent > 0 ? 'doubtful' : 'bad'
}
