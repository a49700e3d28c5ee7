import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { suites } from './suites.ts'

const place = ({ project }: TestSpecification): number =>
  suites.findIndex(({ name }) => name === project.name)

/** Spec files by suite, then by name: the order in which the runbook is walked. */
export function inPhaseOrder(files: readonly TestSpecification[]): TestSpecification[] {
  return files.toSorted(
    (a, b) => place(a) - place(b) || a.moduleId.localeCompare(b.moduleId, 'en', { numeric: true }),
  )
}

/** Those that run our commands, and the drifts one by one, take longest, whatever the size of their files. */
const takesLong = ({ moduleId }: TestSpecification): boolean =>
  /\/harness\/(cli|runner|privileges\/drifts)\//.test(moduleId)

/**
 * Sorts spec files as the runbook is walked, where Vitest's own order, slowest first, would end with the preconditions. The
 * harness's own tests have no order, and keep Vitest's, but that those which take long come first: a fresh clone knows no
 * times, goes by size, and would end with one of them alone.
 */
export class PhaseOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const specs = files.filter((file) => place(file) >= 0)
    const tests = files.filter((file) => place(file) < 0)
    // oxlint-disable-next-line unicorn/no-array-sort -- Vitest's own, which sorts a copy
    const theirs = await super.sort(tests)
    const [first, then] = [theirs.filter(takesLong), theirs.filter((file) => !takesLong(file))]
    return [...inPhaseOrder(specs), ...first, ...then]
  }
}
