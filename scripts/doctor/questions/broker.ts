import { type BrokerAddress, parseBrokerUrl } from '../../../runtime/queue/broker/broker-url.ts'
import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import { DoctorError } from '../errors.ts'
import type { AmqpAnswer } from '../facts/amqp.ts'
import { type BrokerLogin, logIn, readTlsTexts } from '../facts/broker-login.ts'
import { type BrokerSettings, brokerSettings } from '../facts/broker-settings.ts'
import { asEvidence, hitsIn, type LogHit, logHits, PROGRAM_LOGS } from '../facts/log-hits.ts'
import { programsOf } from '../facts/programs.ts'
import { readSettings } from '../facts/settings.ts'
import type { Finding } from '../finding.ts'
import { tlsFix } from '../fixes/broker-tls.ts'
import { rabbitmqFix } from '../fixes/servers.ts'
import type { Examined, Question } from '../question.ts'

export interface BrokerFacts {
  readonly address: Pick<BrokerAddress, 'host' | 'port' | 'user' | 'vhost'>
  readonly login: BrokerLogin
  /** Whether anybody may log in as guest. */
  readonly letsGuestIn: boolean
  /** Null where the management API does not tell: not there, or the user may not ask. */
  readonly settings: BrokerSettings | null
  readonly hits: readonly LogHit[]
}

export const broker: Question<BrokerFacts> = {
  name: 'broker',
  asks: 'can programs use RabbitMQ: login, vhost, permissions, queues, and no guest?',
  allIsWell: 'RabbitMQ takes the login of airflow.cfg, with all it needs, and has no guest',
  isFor: host => programsOf(host).length > 0,
  gather: async (patient, { stack }) => {
    const read = await readSettings(patient, stack)
    const { brokerUrl, brokerTls, baseLogFolder } = read
    if (brokerUrl === null) throw new DoctorError('airflow.cfg has no [celery] broker_url')
    const address = parseBrokerUrl(brokerUrl)
    const tls = address.usesTls || brokerTls.isActive ? await readTlsTexts(patient, read) : null
    const login = await logIn(patient, address, tls)
    const guest = await logIn(patient, { ...address, user: 'guest', password: 'guest' }, tls)
    const { hits } = await patient.look({ hits: logHits(REFUSALS, PROGRAM_LOGS, baseLogFolder) })
    return {
      address,
      login,
      letsGuestIn: address.user !== 'guest' && isKnown(guest),
      settings: await brokerSettings(patient, address, stack.broker.managementPort),
      hits: hitsIn(hits),
    }
  },
  decide: (examined, stack) => [
    ...examined.flatMap(one => loginFindings(one, stack)),
    ...serverFindings(examined, stack),
    ...examined.flatMap(one => logFindings(one, stack)),
  ],
}

const REFUSALS = 'transient_nonexcl_queues|inequivalent arg|ACCESS_REFUSED'

/** A vhost that is closed to guest (530) is opened by nobody whose password is wrong. */
const isKnown = (answer: BrokerLogin): boolean =>
  answer.kind === 'open' || (answer.kind === 'refused' && answer.code === NOT_ALLOWED)

const ACCESS_REFUSED = 403

const NOT_ALLOWED = 530

function loginFindings({ host, facts }: Examined<BrokerFacts>, stack: StackConfig): Finding[] {
  const { address, login } = facts
  const at = `${address.host}:${address.port}`
  const about = { host: host.name, status: 'problem' } as const
  if (login.kind === 'open') return []
  if (login.kind === 'refused') {
    const part = refusal(login, address, stack)
    return [{ ...about, ...part, evidence: [`${login.code} ${login.text}`] }]
  }
  if (login.kind === 'insecure') {
    const finding = `RabbitMQ at ${at} and this host do not agree on TLS`
    return [{ ...about, finding, evidence: [`${login.message} ${login.code}`.trim()], fix: tlsFix(login.code, stack) }]
  }
  const evidence = login.kind === 'silent' ? ['the port is open, but no AMQP is spoken there'] : [login.message]
  return [{ ...about, finding: `no RabbitMQ answers at ${at}`, evidence, fix: rabbitmqFix.restart(stack) }]
}

type Refused = AmqpAnswer & { readonly kind: 'refused' }

function refusal({ code, text }: Refused, { user, vhost }: BrokerFacts['address'], stack: StackConfig) {
  if (code === ACCESS_REFUSED)
    return {
      finding: `RabbitMQ refuses the password of ${user} in airflow.cfg`,
      fix: rabbitmqFix.password(stack, user),
    }
  if (code === NOT_ALLOWED && /not found/.test(text))
    return { finding: `RabbitMQ has no vhost ${vhost}`, fix: rabbitmqFix.vhost(stack, user, vhost) }
  if (code === NOT_ALLOWED)
    return { finding: `${user} may not use the vhost ${vhost}`, fix: rabbitmqFix.permissions(stack, user, vhost) }
  return { finding: 'RabbitMQ refuses the connection', fix: rabbitmqFix.restart(stack) }
}

/** What is the same for all who ask is told once. */
function serverFindings(examined: readonly Examined<BrokerFacts>[], stack: StackConfig): Finding[] {
  const guest = examined.find(({ facts }) => facts.letsGuestIn || facts.settings?.hasGuest)
  const informed = examined.find(({ facts }) => facts.settings !== null)
  return [
    ...(guest === undefined ? [] : [guestFinding(guest, stack)]),
    ...(informed === undefined ? [] : [...permissionFindings(informed, stack), ...queueFindings(informed, stack)]),
  ]
}

const guestFinding = ({ host, facts }: Examined<BrokerFacts>, stack: StackConfig): Finding => ({
  host: host.name,
  status: facts.letsGuestIn ? 'problem' : 'warning',
  finding: 'the user guest is there, whose password everybody knows',
  evidence: [facts.letsGuestIn ? 'guest logs in from this host' : 'guest logs in from the broker itself only'],
  fix: rabbitmqFix.control(stack, 'delete_user', 'guest'),
})

function permissionFindings({ host, facts }: Examined<BrokerFacts>, stack: StackConfig): Finding[] {
  const { permissions } = facts.settings as BrokerSettings
  const { user, vhost } = facts.address
  if (permissions === null) return []
  const narrow = Object.entries(permissions).filter(([, pattern]) => pattern !== '.*')
  if (narrow.length === 0) return []
  return [
    {
      host: host.name,
      status: narrow.some(([, pattern]) => pattern === '' || pattern === '^$') ? 'problem' : 'warning',
      finding: `${user} may not ${narrow.map(([right]) => right).join(' and ')} all of the vhost ${vhost}: permission refused (403)`,
      evidence: narrow.map(([right, pattern]) => `${right}: "${pattern}"`),
      fix: rabbitmqFix.permissions(stack, user, vhost),
    },
  ]
}

/** Task queues are declared without arguments: whoever declares one otherwise is refused (406). */
function queueFindings({ host, facts }: Examined<BrokerFacts>, stack: StackConfig): Finding[] {
  const ours = new Set(stack.hosts.flatMap(({ queues }) => queues))
  const { queues } = facts.settings as BrokerSettings
  return queues
    .filter(({ name, maxPriority }) => ours.has(name) && maxPriority !== null)
    .map(({ name, maxPriority }) => ({
      host: host.name,
      status: 'problem',
      finding: `the queue ${name} was declared with x-max-priority, which our programs do not: they are refused (406)`,
      evidence: [`x-max-priority: ${maxPriority}`],
      fix: rabbitmqFix.control(stack, 'delete_queue', name, '-p', facts.address.vhost, '--if-empty'),
    }))
}

/** Where the login is refused, what logs say of refusals is no news. */
function logFindings({ host, facts }: Examined<BrokerFacts>, stack: StackConfig): Finding[] {
  const transient = facts.hits.filter(({ line }) => line.includes('transient_nonexcl_queues'))
  if (facts.login.kind !== 'open' || transient.length === 0) return []
  const key = 'deprecated_features.permit.transient_nonexcl_queues = true'
  return [
    {
      host: host.name,
      status: 'warning',
      finding: 'RabbitMQ 4.3 refused a queue of an older Celery tool',
      evidence: asEvidence(transient),
      fix: { advice: `put this line into the broker's rabbitmq.conf and restart it: ${key} (${stack.broker.address})` },
    },
  ]
}
