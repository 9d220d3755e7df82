import type { OnHost } from './host-access.ts'

/** A MySQL server as the host sees it: it is reached through the SSH connection. */
export interface MysqlServer {
  /** 127.0.0.1 unless given: the server on the host itself. */
  readonly address?: string
  /** 3306 unless given. */
  readonly port?: number
  readonly user: string
  readonly password: string
}

export interface OnMysql extends OnHost {
  /** Whoever may do what the resource does. Changing it changes nothing on the server. */
  readonly server: MysqlServer
}

export interface MysqlReadyInputs extends OnMysql {
  /** How long the server may take, 180 unless given. */
  readonly timeoutSeconds?: number
  /** Wait again when one of them changes: the container's id. */
  readonly triggers?: readonly string[]
}

export interface MysqlReadyOutputs {
  readonly version: string
  readonly serverUuid: string
}

export interface MysqlDatabaseInputs extends OnMysql {
  readonly name: string
  /** utf8mb4 unless given. */
  readonly charset?: string
  /** utf8mb4_unicode_ci unless given. */
  readonly collation?: string
  /** Whether destroying drops the database with its data. Otherwise it stays. */
  readonly deleteData?: boolean
}

export interface MysqlGrant {
  /** A database's name, or `*` for all. */
  readonly database: string
  /** As in SELECT, INSERT; ALL for all privileges. */
  readonly privileges: readonly string[]
}

export interface MysqlUserInputs extends OnMysql {
  readonly name: string
  /** From where the user may come, % unless given. */
  readonly fromHost?: string
  readonly password: string
  readonly grants: readonly MysqlGrant[]
}

/** The management API of a RabbitMQ server as the host sees it: it is reached through the SSH connection. */
export interface RabbitmqApi {
  /** 127.0.0.1 unless given: the server on the host itself. */
  readonly address?: string
  /** 15672 unless given. */
  readonly port?: number
  readonly user: string
  readonly password: string
}

export interface OnRabbitmq extends OnHost {
  /** An administrator. Changing it changes nothing on the server. */
  readonly api: RabbitmqApi
}

export interface RabbitmqReadyInputs extends OnRabbitmq {
  /** How long the server may take, 180 unless given. */
  readonly timeoutSeconds?: number
  /** Wait again when one of them changes: the container's id. */
  readonly triggers?: readonly string[]
}

export interface RabbitmqReadyOutputs {
  readonly version: string
  /** As in rabbit@airflow-rabbitmq */
  readonly node: string
}

export interface RabbitmqVhostInputs extends OnRabbitmq {
  readonly name: string
  /** Whether destroying deletes the vhost with its queues and messages. Otherwise it stays. */
  readonly deleteData?: boolean
}

export interface RabbitmqUserInputs extends OnRabbitmq {
  readonly name: string
  readonly password: string
  /** As in administrator, management, monitoring. */
  readonly tags?: readonly string[]
}

export interface RabbitmqPermissionsInputs extends OnRabbitmq {
  readonly user: string
  readonly vhost: string
  /** Regular expressions, `.*` unless given. */
  readonly configure?: string
  readonly write?: string
  readonly read?: string
}

/** Takes away the user `guest`, whose password everybody knows. */
export type RabbitmqGuestRemovalInputs = OnRabbitmq
