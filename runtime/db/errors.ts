import { SlipstreamError } from '../model/errors.ts'

interface Caused {
  readonly cause: Error
}

/** Nobody answers at the database's address, or the connection broke. */
export class DatabaseUnreachable extends SlipstreamError {
  override readonly name = 'DatabaseUnreachable'

  constructor(address: string, { cause }: Caused) {
    super(`Cannot connect to the database at ${address} (${reason(cause)}): is the server running and reachable?`, {
      cause,
    })
  }
}

/** The server refuses the user, or keeps the database from it. */
export class DatabaseAccessDenied extends SlipstreamError {
  override readonly name = 'DatabaseAccessDenied'

  constructor(login: string, { cause }: Caused) {
    super(`The database refused ${login}: check user, password and grants, see [database] sql_alchemy_conn`, { cause })
  }
}

/** The server has no database of that name. */
export class UnknownDatabase extends SlipstreamError {
  override readonly name = 'UnknownDatabase'

  constructor(database: string, address: string, { cause }: Caused) {
    super(
      `The server at ${address} has no database ${database}. Create it: CREATE DATABASE ${database} CHARACTER SET utf8mb4`,
      { cause },
    )
  }
}

/** The server cannot hold the metadata database. */
export class UnsupportedServer extends SlipstreamError {
  override readonly name = 'UnsupportedServer'

  constructor(problem: string) {
    super(`This database server cannot be used: ${problem}`)
  }
}

/** The SQLite file cannot be opened or created. */
export class DatabaseFileUnusable extends SlipstreamError {
  override readonly name = 'DatabaseFileUnusable'

  constructor(file: string, { cause }: Caused) {
    super(`Cannot open the database file ${file} (${cause.message}): check the path and who owns it`, { cause })
  }
}

/** Another writer held the SQLite database for longer than we wait. */
export class DatabaseBusy extends SlipstreamError {
  override readonly name = 'DatabaseBusy'

  constructor(waitedMs: number, options?: Caused) {
    super(
      `The database stayed locked by another writer for ${waitedMs / 1000} s: look for a stuck process that has it open`,
      options,
    )
  }
}

/** The tables are missing or older than this program. */
export class DatabaseNotMigrated extends SlipstreamError {
  override readonly name = 'DatabaseNotMigrated'

  constructor(problem: string) {
    super(`The metadata database ${problem}. Please run: airflow db migrate`)
  }
}

/** The tables are those of another version of Airflow. */
export class ForeignSchema extends SlipstreamError {
  override readonly name = 'ForeignSchema'

  constructor(found: string, expected: string) {
    super(
      `The database holds Airflow's schema at revision ${found}, expected ${expected} (Airflow 2.10): bring it there with Airflow's own "airflow db migrate", or use an empty database`,
    )
  }
}

/** A key of [core] fernet_key is none. */
export class InvalidFernetKey extends SlipstreamError {
  override readonly name = 'InvalidFernetKey'

  constructor(position: number) {
    super(
      `Key ${position} of [core] fernet_key is not 32 bytes in url-safe base64: make one with "openssl rand -base64 32 | tr '+/' '-_'", separate several by commas`,
    )
  }
}

/** A secret was encrypted with a key that we do not have, or was damaged. */
export class SecretNotDecryptable extends SlipstreamError {
  override readonly name = 'SecretNotDecryptable'

  constructor(problem: string) {
    super(`A stored secret cannot be decrypted (${problem}): put the key it was written with into [core] fernet_key`)
  }
}

/** A stored password was hashed by a method that we do not have. */
export class UnknownPasswordHash extends SlipstreamError {
  override readonly name = 'UnknownPasswordHash'

  constructor(method: string) {
    super(
      `The stored password hash has method ${method}, expected scrypt or pbkdf2: set a new one with "airflow users reset-password"`,
    )
  }
}

export class UserAlreadyExists extends SlipstreamError {
  override readonly name = 'UserAlreadyExists'
  readonly field: 'username' | 'email'

  constructor(field: 'username' | 'email', value: string) {
    super(`A user with ${field} ${value} exists already. List users with: airflow users list`)
    this.field = field
  }
}

export class UserNotFound extends SlipstreamError {
  override readonly name = 'UserNotFound'

  constructor(username: string) {
    super(`User ${username} does not exist. List users with: airflow users list`)
  }
}

export class RoleNotFound extends SlipstreamError {
  override readonly name = 'RoleNotFound'

  constructor(name: string, known: readonly string[]) {
    super(`${name} is not a valid role. Valid roles are: ${known.join(', ')}`)
  }
}

/** The pool that every task falls back to must stay. */
export class DefaultPoolNotDeletable extends SlipstreamError {
  override readonly name = 'DefaultPoolNotDeletable'

  constructor() {
    super('default_pool cannot be deleted. Set its slots instead: airflow pools set default_pool SLOTS DESCRIPTION')
  }
}

/** The text of a connection is neither a URI nor JSON as Airflow reads them; it may hold a password and is not shown. */
export class InvalidConnection extends SlipstreamError {
  override readonly name = 'InvalidConnection'

  constructor(connId: string, problem: string, options?: ErrorOptions) {
    super(`Connection ${connId} cannot be read: ${problem}, expected type://login:password@host:port/schema`, options)
  }
}

/** A pickled value of the database is none that we can read. */
export class UnreadablePickle extends SlipstreamError {
  override readonly name = 'UnreadablePickle'

  constructor(problem: string) {
    super(
      `Cannot read a pickled value: ${problem}. Expected None, bool, int, float, str, bytes, list, tuple, dict or set`,
    )
  }
}

const reason = (cause: Error): string =>
  'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
