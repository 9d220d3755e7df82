import type { Question } from './question.ts'
import { ascii } from './questions/ascii.ts'
import { broker } from './questions/broker.ts'
import { clock } from './questions/clock.ts'
import { database } from './questions/database.ts'
import { disk } from './questions/disk.ts'
import { locale } from './questions/locale.ts'
import { logs } from './questions/logs.ts'
import { modules } from './questions/modules.ts'
import { nodes } from './questions/nodes.ts'
import { programs } from './questions/programs.ts'

/** In the order in which they are asked: the reference page's own troubles first. */
export const questions: readonly Question[] = [
  locale,
  ascii,
  database,
  broker,
  modules,
  programs,
  nodes,
  clock,
  disk,
  logs,
]
