/** A gate that stays shut: exit status 3, nothing was changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
