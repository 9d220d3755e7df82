import type { Config } from './config.ts'

/** Airflow takes its short name and the path of its class. */
export const isCeleryExecutor = (executor: string): boolean => executor.endsWith('CeleryExecutor')

export const usesCelery = (config: Config): boolean => isCeleryExecutor(config.string('core', 'executor'))
