/** What the platform refuses, as the body of a 4xx answer: the CLI prints `message` and `Error ID: id`, and exits 2. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: 401 | 404 | 409 | 422
  readonly id: string
  readonly resource: string | undefined

  constructor(status: Refusal['status'], id: string, message: string, resource?: string) {
    super(message)
    this.status = status
    this.id = id
    this.resource = resource
  }
}

/** 404; the CLI asks further on `id: not_found` (heroku-cli-util utils/pg/databases.js). */
export function notFound(resource: string, message: string): Refusal {
  return new Refusal(404, 'not_found', message, resource)
}

/** 422 for values the platform does not accept. */
export function invalidParams(message: string): Refusal {
  return new Refusal(422, 'invalid_params', message)
}

/** 422 for what cannot be done in the present state. */
export function unprocessable(message: string): Refusal {
  return new Refusal(422, 'unprocessable_entity', message)
}
