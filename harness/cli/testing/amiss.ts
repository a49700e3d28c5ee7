import type { CliRun } from './run-cli.ts'

/** `code object` of every finding of a run, and the outcome and title of the items that failed without one. */
export function amiss({ report }: CliRun): string[] {
  return (report?.items ?? []).flatMap(({ outcome, findings, title }) =>
    outcome === 'passed'
      ? []
      : findings.length > 0
        ? findings.map(({ code, object }) => `${code} ${object}`)
        : [`${outcome}: ${title}`],
  )
}
