import { readFolder } from '../archive/read-folder.ts'
import type { ReleaseFile } from '../archive/release-file.ts'

/**
 * What of a dags folder goes to the hosts: the DAG files as they are, and whatever stands beside them. Not what npm and
 * editors keep there.
 */
export const dagsFolderFiles = (folder: string): ReleaseFile[] => readFolder(folder, isShipped)

export function isShipped(name: string): boolean {
  if (name === '.airflowignore') return true
  return !name.startsWith('.') && !LEFT_OUT.has(name)
}

const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', '__pycache__', 'package-lock.json', 'tsconfig.json'])

export const isModule = (path: string): boolean => /\.m?[jt]s$/.test(path) && !/\.d\.m?ts$/.test(path)
