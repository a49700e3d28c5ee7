/**
 * An item that was not carried out, and why: something is not configured, or the walk had stopped before it. Where that
 * is as it should be (`expected`), the run can be green all the same.
 */
export class NotRun extends Error {
  override readonly name = 'NotRun'
  readonly expected: boolean

  constructor(reason: string, { expected = false }: { expected?: boolean } = {}) {
    super(reason)
    this.expected = expected
  }
}
