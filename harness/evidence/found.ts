import type { Finding } from './finding.ts'

/** Some findings, none of which should be: thrown by an item that found them. */
export class Found extends Error {
  override readonly name = 'Found'
  readonly findings: readonly Finding[]

  constructor(findings: readonly Finding[]) {
    super(
      findings
        .map(
          ({ code, object, expected, found }) => `${code}: ${object}: expected ${expected}, found ${found}`,
        )
        .join('\n'),
    )
    this.findings = findings
  }
}
