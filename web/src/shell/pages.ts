import {
  AlarmClock,
  Boxes,
  Braces,
  Cable,
  Cpu,
  Database,
  Gauge,
  History,
  House,
  ListChecks,
  type LucideIcon,
  Play,
  Puzzle,
  ScrollText,
  Server,
  ShieldCheck,
  SlidersHorizontal,
  Timer,
  TriangleAlert,
  Users,
  Wrench,
} from 'lucide-react'
import { useSession } from '../api/session.ts'
import type { Phrase } from '../language/en.ts'

type AdminPage = '/variables' | '/connections' | '/pools' | '/config' | '/users' | '/roles' | '/plugins'
type BrowsePage =
  | '/sla-misses'
  | '/reschedules'
  | '/jobs'
  | '/runs'
  | '/task-instances'
  | '/datasets'
  | '/import-errors'
  | '/audit'

/** A page that the navigation, the tabs of its section and the command palette lead to. */
export interface Page {
  readonly to: '/' | '/dags' | '/cluster' | BrowsePage | AdminPage
  readonly label: Phrase
  readonly icon: LucideIcon
  /** The resource of Airflow that one must be able to read. */
  readonly resource: string
}

/** Pages that belong together; the navigation leads to the first, which has tabs to the others. */
export interface Section {
  readonly label: Phrase
  readonly icon: LucideIcon
  readonly pages: readonly Page[]
}

/** Alone in the navigation. */
const MAIN_PAGES: readonly Page[] = [
  { to: '/', label: 'nav.home', icon: House, resource: 'Website' },
  { to: '/dags', label: 'nav.dags', icon: Boxes, resource: 'DAGs' },
  { to: '/cluster', label: 'nav.cluster', icon: Server, resource: 'Cluster Activity' },
]

const SECTIONS = {
  browse: {
    label: 'nav.browse',
    icon: ScrollText,
    pages: [
      { to: '/runs', label: 'nav.runs', icon: Play, resource: 'DAG Runs' },
      { to: '/task-instances', label: 'nav.taskInstances', icon: ListChecks, resource: 'Task Instances' },
      { to: '/datasets', label: 'nav.datasets', icon: Database, resource: 'Datasets' },
      { to: '/import-errors', label: 'nav.importErrors', icon: TriangleAlert, resource: 'ImportError' },
      { to: '/jobs', label: 'nav.jobs', icon: Cpu, resource: 'Jobs' },
      { to: '/reschedules', label: 'nav.reschedules', icon: Timer, resource: 'Task Reschedules' },
      { to: '/sla-misses', label: 'nav.slaMisses', icon: AlarmClock, resource: 'SLA Misses' },
      { to: '/audit', label: 'nav.audit', icon: History, resource: 'Audit Logs' },
    ],
  },
  admin: {
    label: 'nav.admin',
    icon: Wrench,
    pages: [
      { to: '/variables', label: 'nav.variables', icon: Braces, resource: 'Variables' },
      { to: '/connections', label: 'nav.connections', icon: Cable, resource: 'Connections' },
      { to: '/pools', label: 'nav.pools', icon: Gauge, resource: 'Pools' },
      { to: '/config', label: 'nav.config', icon: SlidersHorizontal, resource: 'Configurations' },
      { to: '/users', label: 'nav.users', icon: Users, resource: 'Users' },
      { to: '/roles', label: 'nav.roles', icon: ShieldCheck, resource: 'Roles' },
      { to: '/plugins', label: 'nav.plugins', icon: Puzzle, resource: 'Plugins' },
    ],
  },
} as const satisfies Record<string, Section>

export type SectionName = keyof typeof SECTIONS

export interface Pages {
  readonly main: readonly Page[]
  /** Without sections of which the user may read nothing. */
  readonly sections: Readonly<Partial<Record<SectionName, Section>>>
}

/** The pages that the user may read. */
export function usePages(): Pages {
  const permissions = useSession().user?.permissions ?? []
  const mayRead = ({ resource }: Page): boolean =>
    permissions.includes(`can_read ${resource}`) ||
    (resource === 'DAGs' && permissions.some(permission => permission.startsWith('can_read DAG:')))
  const sections = Object.entries(SECTIONS).map(
    ([name, section]) => [name, { ...section, pages: section.pages.filter(mayRead) }] as const,
  )
  return {
    main: MAIN_PAGES.filter(mayRead),
    sections: Object.fromEntries(sections.filter(([, { pages }]) => pages.length > 0)),
  }
}

/** All of them in one list. */
export const allPages = ({ main, sections }: Pages): Page[] => [
  ...main,
  ...Object.values(sections).flatMap(({ pages }) => pages),
]
