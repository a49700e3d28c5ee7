import type { Finding } from './finding.ts'

/** Some findings, none of which should be: thrown by an item that found them. */
export class Found extends Error {
  override readonly name = 'Found'
  readonly findings: readonly Finding[]

  /** @param around what is to be said before them and after them. */
  constructor(findings: readonly Finding[], around: { before?: string; after?: string | undefined } = {}) {
    const said = findings.map(
      ({ code, object, expected, found }) => `${code}: ${object}: expected ${expected}, found ${found}`,
    )
    super([around.before, ...said, around.after].filter((text) => text !== undefined).join('\n'))
    this.findings = findings
  }
}
