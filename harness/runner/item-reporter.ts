import { relative, sep } from 'node:path'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import { mask } from '../evidence/mask.ts'
import type { ReportItem } from '../report/report.ts'

/** The specs' folder, from which an item's id is told. */
const specs = 'specs'

/**
 * Turns Vitest's results into the runbook's items, one call as each ends. What Vitest alone knows of (a spec file that
 * does not load, an error outside any item, a test that ended without a record) becomes a failed item too.
 */
export class ItemReporter implements Reporter {
  readonly items: ReportItem[] = []
  readonly #started: (title: string) => void
  readonly #ended: (item: ReportItem) => void
  #root = ''

  constructor(started: (title: string) => void, ended: (item: ReportItem) => void) {
    this.#started = started
    this.#ended = ended
  }

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root
  }

  onTestCaseReady(testCase: TestCase): void {
    this.#started(testCase.name)
  }

  onTestCaseResult(testCase: TestCase): void {
    this.#add(this.#toItem(testCase))
  }

  onTestModuleEnd(module: TestModule): void {
    for (const error of module.errors()) this.#add(this.#broken(module, error.message))
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    for (const error of unhandled) this.#add(this.#broken(undefined, error.message))
    const seen = new Set(this.items.map(({ id }) => id))
    for (const module of modules) {
      for (const testCase of module.children.allTests()) {
        const item = this.#toItem(testCase)
        if (!seen.has(item.id))
          this.#add({ ...item, outcome: 'not-run', reason: 'the run was stopped before it' })
      }
    }
  }

  #add(item: ReportItem): void {
    this.items.push(item)
    this.#ended(item)
  }

  #toItem(testCase: TestCase): ReportItem {
    const { declared, item } = testCase.meta()
    const result = testCase.result()
    const base = {
      id: this.#id(testCase.module, declared?.id ?? slug(testCase.name)),
      title: testCase.name,
      durationMs: Math.round(testCase.diagnostic()?.duration ?? 0),
    }
    // A record is only believed where Vitest agrees: a time-out after `passed` was written is still a failure.
    if (item && (item.outcome === 'passed') === (result.state === 'passed')) return { ...item, ...base }
    return {
      ...declared,
      ...base,
      kind: declared?.kind ?? 'check',
      required: true,
      outcome: result.state === 'pending' || result.state === 'skipped' ? 'not-run' : 'failed',
      reason: mask(result.errors?.map(({ message }) => message).join('\n') || 'it ended without a record'),
      notes: item?.notes ?? [],
      facts: item?.facts ?? {},
      herokuCalls: item?.herokuCalls ?? 0,
      findings: item?.findings ?? [],
    }
  }

  #broken(module: TestModule | undefined, message: string): ReportItem {
    const title = module
      ? `${relative(this.#root, module.moduleId)} does not load`
      : 'an error outside any item'
    return {
      id: module ? this.#id(module, slug(title)) : 'unhandled',
      title,
      kind: 'check',
      required: true,
      outcome: 'failed',
      reason: mask(message),
      notes: [],
      durationMs: 0,
      herokuCalls: 0,
      findings: [],
    }
  }

  #id(module: TestModule, own: string): string {
    const [suite] = relative(`${this.#root}${sep}${specs}`, module.moduleId).split(sep)
    return `${suite}/${own}`
  }
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
