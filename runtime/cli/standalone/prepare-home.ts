import { writeEditorSupport } from '../../dag/editor-support.ts'
import { isMigrated } from '../../db/migrate.ts'
import { migrateDatabase } from '../db/migrate.ts'
import type { Call } from '../frame/command.ts'
import { withUncheckedDatabase } from '../frame/open.ts'
import { type Admin, ensureAdmin } from './admin.ts'
import { copyExamples } from './example-dags.ts'

export interface PreparedHome {
  readonly dagsFolder: string
  /** How many example files were copied just now. */
  readonly copiedExamples: number
  /** Null where there are users, but none called admin. */
  readonly admin: Admin | null
}

/** Brings the database up to date and makes what a first start needs: a dags folder, example DAGs, a user. */
export function prepareHome(call: Call): Promise<PreparedHome> {
  return withUncheckedDatabase(call, async opened => {
    const { config, database } = opened
    const isFirstUse = !(await isMigrated(database))
    await migrateDatabase(opened)
    const dagsFolder = config.string('core', 'dags_folder')
    const copiedExamples = isFirstUse ? copyExamples(config, dagsFolder) : 0
    writeEditorSupport(dagsFolder)
    return { dagsFolder, copiedExamples, admin: await ensureAdmin(opened) }
  })
}
