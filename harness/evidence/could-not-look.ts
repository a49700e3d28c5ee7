/**
 * Something could not be looked at: the platform did not answer, the log was empty, a variable is not configured.
 * Neither a pass nor a failure: the item that meets it is inconclusive, and the run exits 4.
 */
export class CouldNotLook extends Error {
  override readonly name = 'CouldNotLook'
}
