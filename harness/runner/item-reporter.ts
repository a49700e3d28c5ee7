import { basename, relative, sep } from 'node:path'
import type { Reporter, TestCase, TestModule, TestSpecification, Vitest } from 'vitest/node'
import type { ReportItem } from '../report/report.ts'
import type { Emit } from '../report/run-event.ts'
import { mask } from '../secrets/mask.ts'
import { missingItems, readManifest } from './manifest.ts'
import { inPhaseOrder } from './phase-order.ts'
import { harnessProject } from './suites.ts'

const blank = {
  kind: 'check',
  required: true,
  notes: [],
  findings: [],
  durationMs: 0,
  herokuCalls: 0,
} as const

/**
 * Turns Vitest's results into the runbook's items and tells each as it ends. Spec files that run side by side are told in
 * their order all the same. What Vitest alone knows of (a spec file that does not load, an error outside any item, a test
 * that ended without a record) becomes a failed item too.
 */
export class ItemReporter implements Reporter {
  readonly items: ReportItem[] = []
  readonly #emit: Emit
  #root = ''
  /** The files of the run that are not told yet, in their order, and what is to be told of each. */
  #untold: { readonly file: string; readonly items: ReportItem[]; ended: boolean }[] = []

  constructor(emit: Emit) {
    this.#emit = emit
  }

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#untold = inPhaseOrder(specifications).map(({ moduleId }) => ({
      file: moduleId,
      items: [],
      ended: false,
    }))
  }

  onTestCaseReady(testCase: TestCase): void {
    if (this.#untold[0]?.file === testCase.module.moduleId)
      this.#emit({ type: 'began', title: testCase.name })
  }

  onTestCaseResult(testCase: TestCase): void {
    this.#add(testCase.module, this.#toItem(testCase))
  }

  onTestModuleEnd(module: TestModule): void {
    for (const { message } of module.errors()) {
      const file = basename(module.moduleId).replace(/\.(spec|test)\.ts$/, '')
      const id = this.#id(module, `${file}/cannot-be-run`)
      const title = `${this.#fileOf(module)} cannot be run`
      this.#add(module, { ...blank, id, title, outcome: 'failed', reason: mask(message) })
    }
    const untold = this.#untold.find(({ file }) => file === module.moduleId)
    if (untold) untold.ended = true
    while (this.#untold[0]?.ended) {
      this.#untold.shift()
      for (const item of this.#untold[0]?.items ?? []) this.#tell(item)
    }
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    for (const { items } of this.#untold.slice(1)) items.forEach((item) => this.#tell(item))
    this.#untold = []
    for (const { message } of unhandled) {
      const title = 'an error outside any item'
      this.#tell({ ...blank, id: 'unhandled', title, outcome: 'failed', reason: mask(message) })
    }
    const seen = new Set(this.items.map(({ id }) => id))
    for (const module of modules) {
      for (const testCase of module.children.allTests()) {
        const item = this.#toItem(testCase)
        if (!seen.has(item.id))
          this.#tell({ ...item, outcome: 'not-run', required: true, reason: 'the run was stopped before it' })
      }
    }
  }

  /** Tells as not run every item that these suites should have had, by `specs/items.json`, and that was not seen. */
  expect(suites: readonly string[], files?: readonly string[]): void {
    const seen = new Set(this.items.map(({ id }) => id))
    for (const { id, file } of missingItems(readManifest(), suites, files, seen)) {
      const reason = `${file} should have it, and did not: it is not there, or was emptied, or could not be run`
      this.#tell({ ...blank, id, title: id, outcome: 'not-run', reason })
    }
  }

  /** Tells it now where its file's turn has come, else then. */
  #add(module: TestModule, item: ReportItem): void {
    const at = this.#untold.findIndex(({ file }) => file === module.moduleId)
    if (at > 0) this.#untold[at]?.items.push(item)
    else this.#tell(item)
  }

  #tell(item: ReportItem): void {
    this.items.push(item)
    // Vitest's own reporter shows the harness's own tests; an error outside any item is for us to show.
    this.#emit({ type: 'ended', item, told: item.id.includes(': ') })
  }

  #toItem(testCase: TestCase): ReportItem {
    const { declared, item } = testCase.meta()
    const result = testCase.result()
    const diagnostic = testCase.diagnostic()
    const base = {
      id: this.#id(testCase.module, declared?.id ?? testCase.fullName),
      title: declared ? testCase.name : testCase.fullName,
      ...(diagnostic && { startedAt: new Date(diagnostic.startTime).toISOString() }),
      durationMs: Math.round(diagnostic?.duration ?? 0),
    }
    // A record is only believed where Vitest agrees: a time-out after `passed` was written is still a failure.
    if (item && (item.outcome === 'passed') === (result.state === 'passed')) return { ...item, ...base }
    if (!declared && result.state === 'passed') return { ...blank, ...base, outcome: 'passed' }
    const leftOut = result.state === 'pending' || result.state === 'skipped'
    const said = result.errors?.map(({ message }) => message).join('\n')
    const note = result.state === 'skipped' ? (result.note ?? whySkipped(declared !== undefined)) : undefined
    return {
      ...blank,
      ...declared,
      ...base,
      // A test of the harness that skips itself says that this machine cannot run it.
      required: !(result.state === 'skipped' && !declared),
      outcome: leftOut ? 'not-run' : 'failed',
      reason: mask(said || note || 'it ended without a record'),
      notes: item?.notes ?? [],
      facts: item?.facts ?? {},
      herokuCalls: item?.herokuCalls ?? 0,
      commands: item?.commands ?? [],
      findings: item?.findings ?? [],
    }
  }

  #id(module: TestModule, own: string): string {
    const { name } = module.project
    return name === harnessProject ? `${this.#fileOf(module)}: ${own}` : `${name}/${own}`
  }

  #fileOf(module: TestModule): string {
    return relative(this.#root, module.moduleId).replaceAll(sep, '/')
  }
}

/** A test of the harness skips itself where a machine lacks what it needs; an item only where its file cannot be run. */
function whySkipped(isItem: boolean): string {
  return isItem ? 'its file cannot be run' : 'this machine lacks what it needs'
}
