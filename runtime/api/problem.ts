import { SlipstreamError } from '../model/errors.ts'

/** An answer that is not a success, as Airflow 2.x gives it: `application/problem+json`. */
export class Problem extends SlipstreamError {
  override readonly name = 'Problem'
  readonly status: ProblemStatus
  readonly title: string
  readonly detail: string | null
  readonly headers: Readonly<Record<string, string>>

  constructor(status: ProblemStatus, given: ProblemText = {}, options?: ErrorOptions) {
    const title = given.title ?? TITLES[status]
    super(`${status} ${title}${given.detail === undefined ? '' : `: ${given.detail}`}`, options)
    this.status = status
    this.title = title
    this.detail = given.detail ?? null
    this.headers = given.headers ?? {}
  }
}

export interface ProblemText {
  readonly title?: string
  readonly detail?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type ProblemStatus = keyof typeof TITLES

export const badRequest = (detail: string | undefined, title?: string): Problem => new Problem(400, text(detail, title))

export const notFound = (title: string | undefined, detail?: string): Problem => new Problem(404, text(detail, title))

/** The body of the answer. */
export const problemBody = ({ status, title, detail }: Problem) => ({ detail, status, title, type: typeOf(status) })

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const

const text = (detail: string | undefined, title: string | undefined): ProblemText => ({
  ...(detail === undefined ? {} : { detail }),
  ...(title === undefined ? {} : { title }),
})

/** Airflow names a section of its API reference (EXCEPTIONS_LINK_MAP), which clients compare. */
const SECTIONS: Readonly<Partial<Record<ProblemStatus, string>>> = {
  400: 'BadRequest',
  401: 'Unauthenticated',
  403: 'PermissionDenied',
  404: 'NotFound',
  409: 'AlreadyExists',
  500: 'Unknown',
}

const REFERENCE = 'https://airflow.apache.org/docs/apache-airflow/2.10.5/stable-rest-api-ref.html'

function typeOf(status: ProblemStatus): string {
  const section = SECTIONS[status]
  return section === undefined ? 'about:blank' : `${REFERENCE}#section/Errors/${section}`
}
