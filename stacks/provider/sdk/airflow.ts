import type { CustomResourceOptions, Output } from '@pulumi/pulumi'
import type {
  AirflowUserInputs,
  CanaryRunInputs,
  DatabaseMigrationInputs,
  GeneratedSecretInputs,
  HttpHealthInputs,
  WorkerHealthInputs,
} from '../types/airflow.ts'
import { type Args, HostResource } from './host-resource.ts'

/** `airflow db migrate`, once for each set of triggers. */
export class DatabaseMigration extends HostResource {
  constructor(name: string, args: Args<DatabaseMigrationInputs>, options?: CustomResourceOptions) {
    super({ type: 'DatabaseMigration', computed: [] }, { name, args, options })
  }
}

/** A user of the webserver. */
export class AirflowUser extends HostResource {
  declare readonly username: Output<string>

  constructor(name: string, args: Args<AirflowUserInputs>, options?: CustomResourceOptions) {
    super({ type: 'AirflowUser', computed: [] }, { name, args, options })
  }
}

/** A gate: a URL answers, on the host, as it should. */
export class HttpHealth extends HostResource {
  declare readonly waitedMs: Output<number>

  constructor(name: string, args: Args<HttpHealthInputs>, options?: CustomResourceOptions) {
    super({ type: 'HttpHealth', computed: ['waitedMs'] }, { name, args, options })
  }
}

/** A gate: a worker answers a ping through the broker, and serves a line of a log. */
export class WorkerHealth extends HostResource {
  declare readonly waitedMs: Output<number>

  constructor(name: string, args: Args<WorkerHealthInputs>, options?: CustomResourceOptions) {
    super({ type: 'WorkerHealth', computed: ['waitedMs'] }, { name, args, options })
  }
}

/** A gate: a run of the canary DAG succeeds, with a task on each worker. */
export class CanaryRun extends HostResource {
  declare readonly runId: Output<string>
  declare readonly state: Output<string>
  declare readonly tasks: Output<Readonly<Record<string, string>>>

  constructor(name: string, args: Args<CanaryRunInputs>, options?: CustomResourceOptions) {
    super({ type: 'CanaryRun', computed: ['runId', 'state', 'tasks'] }, { name, args, options })
  }
}

/** A secret that is generated once and kept, encrypted, in the state. */
export class GeneratedSecret extends HostResource {
  declare readonly value: Output<string>

  constructor(name: string, args: Args<GeneratedSecretInputs>, options?: CustomResourceOptions) {
    super({ type: 'GeneratedSecret', computed: ['value'], secret: ['value'] }, { name, args, options })
  }
}
