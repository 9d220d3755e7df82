import { SlipstreamError } from '../model/errors.ts'

/** A broker URL that we cannot use; the password in it is masked. */
export class BrokerUrlError extends SlipstreamError {
  override readonly name = 'BrokerUrlError'
}

/** Nothing that speaks AMQP answers there. */
export class BrokerUnreachable extends SlipstreamError {
  override readonly name = 'BrokerUnreachable'

  constructor(place: string, cause: Error) {
    super(`Cannot reach the broker at ${place}: ${cause.message}. Check that RabbitMQ runs there and broker_url`, {
      cause,
    })
  }
}

/** The broker knows no such user or another password. */
export class BrokerLoginRefused extends SlipstreamError {
  override readonly name = 'BrokerLoginRefused'

  constructor(user: string, place: string, cause: Error) {
    super(
      `The broker at ${place} refused the user ${user}. Check user and password in broker_url, and on the broker: rabbitmqctl authenticate_user ${user} PASSWORD`,
      { cause },
    )
  }
}

/** The broker refused the virtual host: it does not exist, or the user has no permissions on it. */
export class BrokerVhostRefused extends SlipstreamError {
  override readonly name = 'BrokerVhostRefused'

  constructor({ user, vhost, place }: { user: string; vhost: string; place: string }, cause: Error) {
    super(
      `The broker at ${place} has no virtual host "${vhost}", or the user ${user} no permissions on it. Check broker_url, and on the broker: rabbitmqctl add_vhost ${vhost}; rabbitmqctl set_permissions -p ${vhost} ${user} ".*" ".*" ".*"`,
      { cause },
    )
  }
}

/** Not connected in the time given, or no longer; the cause is what stood in the way last. */
export class BrokerNotConnected extends SlipstreamError {
  override readonly name = 'BrokerNotConnected'

  constructor(place: string, reason: string, cause?: Error) {
    super(`Not connected to the broker at ${place}: ${reason}`, cause && { cause })
  }
}

/** A queue or exchange of that name exists with other properties. */
export class QueueMismatch extends SlipstreamError {
  override readonly name = 'QueueMismatch'

  constructor(queue: string, options: { readonly cause: Error }) {
    super(
      `Queue "${queue}" exists on the broker with other properties than Airflow's (durable, no arguments). Delete it there when it is empty: rabbitmqctl delete_queue ${queue}. ${options.cause.message}`,
      options,
    )
  }
}

/** The broker did not confirm a message: it may or may not be in the queue. */
export class PublishFailed extends SlipstreamError {
  override readonly name = 'PublishFailed'

  constructor(queue: string, reason: string, cause?: Error) {
    super(`The broker did not take a message for queue "${queue}": ${reason}`, cause && { cause })
  }
}

/** A message that is not a Celery task message of protocol 2 in JSON. */
export class BadTaskMessage extends SlipstreamError {
  override readonly name = 'BadTaskMessage'

  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot read a message as a Celery task: ${reason}`, options)
  }
}

/** The command in a task message is not one that runs a task instance. */
export class BadAirflowCommand extends SlipstreamError {
  override readonly name = 'BadAirflowCommand'

  constructor(reason: string, command: string) {
    super(`Cannot run a command that ${reason}. Got: ${command.slice(0, 200)}`)
  }
}

/** A worker does not answer commands. */
export class WorkerSilent extends SlipstreamError {
  override readonly name = 'WorkerSilent'

  constructor(node: string, waitedMs: number) {
    super(
      `The worker ${node} did not answer within ${waitedMs / 1000} s. Check that it runs, that it reaches the broker, and [celery] worker_enable_remote_control`,
    )
  }
}

/** A worker answered a command with an error. */
export class WorkerRefused extends SlipstreamError {
  override readonly name = 'WorkerRefused'

  constructor(node: string, error: string) {
    super(`The worker ${node} refused: ${error}. See its log`)
  }
}
