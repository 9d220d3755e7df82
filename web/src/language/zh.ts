import type { Phrase } from './en.ts'
import { admin } from './zh/admin.ts'
import { app } from './zh/app.ts'
import { browse } from './zh/browse.ts'
import { cluster } from './zh/cluster.ts'
import { dag } from './zh/dag.ts'
import { dags } from './zh/dags.ts'
import { home } from './zh/home.ts'
import { list } from './zh/list.ts'
import { run } from './zh/run.ts'
import { task } from './zh/task.ts'

/** Simplified Chinese; words of Airflow stay as they are. */
export const zh: Readonly<Record<Phrase, string>> = {
  ...app,
  ...dags,
  ...dag,
  ...run,
  ...task,
  ...browse,
  ...admin,
  ...list,
  ...home,
  ...cluster,
}
