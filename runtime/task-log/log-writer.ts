import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SecretMasker } from '../service/secret-masker.ts'

/** The log file of one attempt: every line stands there as soon as it is written, secrets masked. */
export interface TaskLog {
  /** One message of the runtime or one output line, prefixed with time, source and level. */
  write(source: string, message: string, level?: 'INFO' | 'WARNING' | 'ERROR'): void
  close(): void
}

/** Airflow's permissions for new log folders and files ([logging] file_task_handler_new_*_permissions). */
const FOLDER_MODE = 0o775
const FILE_MODE = 0o664

export function openTaskLog(path: string, masker: SecretMasker): TaskLog {
  const fd = openForAppend(path)
  return {
    write(source, message, level = 'INFO') {
      appendLine(fd, `[${timestamp()}] {${source}} ${level} - ${masker.mask(message)}\n`)
    },
    close: () => closeSync(fd),
  }
}

/** Makes the folder of a log file that is about to be opened, as far as that goes. */
export function makeLogFolder(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE })
  } catch {
    // Opening the file says why.
  }
}

/** Most attempts share their folder with an earlier one, so it is made only when opening fails. */
function openForAppend(path: string): number {
  try {
    return openSync(path, 'a', FILE_MODE)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE })
    return openSync(path, 'a', FILE_MODE)
  }
}

/** Adds a line to the log of an attempt that somebody else wrote; @returns false where there is no such file here */
export function addToTaskLog(
  path: string,
  { source, message }: { readonly source: string; readonly message: string },
): boolean {
  try {
    const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND)
    writeSync(fd, `[${timestamp()}] {${source}} ERROR - ${message}\n`)
    closeSync(fd)
    return true
  } catch {
    return false
  }
}

/** A full disk loses lines; the task goes on, as under Airflow, whose logging never fails a task. */
function appendLine(fd: number, line: string): void {
  try {
    writeSync(fd, line)
  } catch {
    // There is nowhere left to say it.
  }
}

const timestamp = (): string => new Date().toISOString().replace('Z', '+0000')
