import type { DagSpec } from '../model/dag.ts'
import type { DagDefaults } from '../sdk/serialization/defaults.ts'

/** Messages between the DAG processor and a parser process, over Node's IPC channel. */
export interface ParseRequest {
  readonly path: string
  readonly relativePath: string
}

export interface ParserSetup {
  readonly dagsFolder: string
  readonly defaults: DagDefaults
}

/** What a file came to. `files` are the modules below the dags folder that it stands on. */
export type ParseResult =
  | { readonly type: 'parsed'; readonly dags: readonly DagSpec[]; readonly files: readonly string[] }
  | { readonly type: 'broken'; readonly error: FileError; readonly files: readonly string[] }

/** `isClean` is false where the file has left timers or child processes behind, which other files must not meet. */
export interface ParseReply {
  readonly result: ParseResult
  readonly isClean: boolean
}

/** Why a DAG file could not be read, and where. */
export interface FileError {
  readonly file: string
  /** Counted from 1; null where the error names no line. */
  readonly line: number | null
  readonly message: string
  readonly stack: string
}
