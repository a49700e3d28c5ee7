/**
 * Remembers the answers of reads until {@link Memo.forget}: one verification asks Heroku each thing once (a call of the
 * CLI costs over a second), and a step or a wait, which must see what is there now, forgets first.
 */
export class Memo {
  readonly #answers = new Map<string, Promise<unknown>>()

  once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(question) as Promise<T> | undefined
    if (known) return known
    const answer = ask()
    this.#answers.set(question, answer)
    return answer
  }

  forget(): void {
    this.#answers.clear()
  }
}
