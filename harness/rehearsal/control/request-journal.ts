/** A request the platform answered, without its body: nothing secret is kept. */
interface JournaledRequest {
  readonly at: string
  readonly host: 'api' | 'data'
  readonly method: string
  readonly path: string
  /** Undefined where no answer was sent: a planted fault hung or cut the connection. */
  readonly status: number | undefined
  /** False for a route the platform does not know, which it answered 501. */
  readonly known: boolean
}

const kept = 5_000

/** The last 5,000 requests, oldest first, and every route that was not known. */
export interface RequestJournal {
  readonly requests: JournaledRequest[]
  /** `METHOD path (host)`, each once. */
  readonly unknownRoutes: Set<string>
  record(request: JournaledRequest): void
}

/** An empty journal. */
export function createRequestJournal(): RequestJournal {
  const requests: JournaledRequest[] = []
  const unknownRoutes = new Set<string>()
  return {
    requests,
    unknownRoutes,
    record(request) {
      requests.push(request)
      if (requests.length > kept) requests.shift()
      if (!request.known) unknownRoutes.add(`${request.method} ${request.path} (${request.host})`)
    },
  }
}
