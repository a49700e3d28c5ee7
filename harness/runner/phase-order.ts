import type { TestSequencer, TestSpecification } from 'vitest/node'

/** The order in which the runbook is walked; Vitest's own order, slowest first, would end with the preconditions. */
const suites = ['preconditions', 'provision', 'verify', 'failure-modes', 'findings', 'recovery']

const place = ({ moduleId }: TestSpecification): number =>
  suites.findIndex((suite) => moduleId.includes(`/specs/${suite}/`))

/** Sorts spec files by phase, then by name. */
export class PhaseOrder implements TestSequencer {
  shard(files: TestSpecification[]): TestSpecification[] {
    return files
  }

  sort(files: TestSpecification[]): TestSpecification[] {
    return files.toSorted(
      (a, b) => place(a) - place(b) || a.moduleId.localeCompare(b.moduleId, 'en', { numeric: true }),
    )
  }
}
