export interface UserLine {
  readonly username: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly roles: readonly string[]
  readonly isActive: boolean
  readonly lastLoginMs: number | null
  readonly loginCount: number
  readonly failedLoginCount: number
}

export interface UserList {
  readonly users: readonly UserLine[]
  /** How many match. */
  readonly total: number
  /** How many there are. */
  readonly all: number
  /** To choose from. */
  readonly roles: readonly string[]
}

/** Permissions are `can_edit DAGs`, or `can_edit DAG:nightly` for one DAG alone. */
export interface RoleLine {
  readonly name: string
  readonly userCount: number
  /** Whether it is one of Airflow's own, which keep their name. */
  readonly isBuiltIn: boolean
  /** What Airflow's own role has always; empty for others. */
  readonly fixed: readonly string[]
  /** What somebody gave it beside that. */
  readonly given: readonly string[]
}

export interface RoleList {
  readonly roles: readonly RoleLine[]
  /** Every permission that has an effect, but those of single DAGs. */
  readonly permissions: readonly string[]
  /** What can be given for the DAG whose id takes the place of `ID`. */
  readonly dagPermissions: readonly string[]
  readonly dagIds: readonly string[]
}
