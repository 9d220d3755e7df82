/** The configuration of the webserver that answered. */
export interface ConfigPage {
  /** Null where [webserver] expose_config says to show nothing. */
  readonly sections: readonly ConfigSectionLines[] | null
  /** The airflow.cfg that was read; empty where nothing is shown. */
  readonly file: string
  /** Old places, unknown names and settings without effect, one sentence each. */
  readonly warnings: readonly string[]
}

export interface ConfigSectionLines {
  readonly name: string
  readonly options: readonly ConfigLine[]
}

export interface ConfigLine {
  readonly key: string
  /** Null for what is never shown. */
  readonly value: string | null
  readonly source: 'env' | 'env_cmd' | 'env_secret' | 'file' | 'file_cmd' | 'file_secret' | 'default'
  /** `FILE:LINE` or the variable. */
  readonly origin: string
  /** Whether it is the default value, wherever it came from. */
  readonly isDefault: boolean
  /** Null for a name that is not among the options. */
  readonly initial: string | null
  readonly description: string | null
  /** Why the value could not be fetched; null where it could. */
  readonly problem: string | null
}
