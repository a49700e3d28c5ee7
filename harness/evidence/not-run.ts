/** An item that was not carried out, and why: something is not configured, or the walk had stopped before it. */
export class NotRun extends Error {
  override readonly name = 'NotRun'
}
