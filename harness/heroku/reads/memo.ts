/**
 * Remembers the answers of reads until {@link Memo.forget}: one verification asks Heroku each thing once (a call of the
 * CLI costs over a second), and a step or a wait, which must see what is there now, forgets first. Where an error means
 * that nobody answers at all, nothing new is asked either: the CLI takes 8 s to give up, each time. What was answered
 * before stays answered, and any other error blinds the one question it was met at.
 */
export class Memo {
  readonly #answers = new Map<string, Promise<unknown>>()
  readonly #nobodyAnswers: (error: unknown) => boolean
  #silence: { readonly error: unknown } | undefined

  /** @param nobodyAnswers whether an error stands for every other question, too. */
  constructor(nobodyAnswers: (error: unknown) => boolean) {
    this.#nobodyAnswers = nobodyAnswers
  }

  async once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(question) as Promise<T> | undefined
    if (known) return known
    if (this.#silence) throw this.#silence.error
    const answer = ask()
    this.#answers.set(question, answer)
    try {
      return await answer
    } catch (error) {
      if (this.#nobodyAnswers(error)) this.#silence = { error }
      throw error
    }
  }

  forget(): void {
    this.#answers.clear()
    this.#silence = undefined
  }
}
