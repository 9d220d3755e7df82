import type { System } from '../system/system.ts'

/** A system that can be started again and again for its turns; its programs scheduler, webserver and worker are so named. */
export interface Contestant extends System {
  writeDags(options: { readonly hasW3: boolean }): void
}
