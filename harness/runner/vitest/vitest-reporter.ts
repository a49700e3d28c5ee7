import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import {
  DefaultReporter,
  type SerializedError,
  type TestCase,
  type TestModule,
  type TestRunEndReason,
  type TestSpecification,
} from 'vitest/node'
import { endRun, type RunEnd } from '../../journal/run-journal.ts'
import { exitStatus, type JournalHead, outcomeOf } from '../../report/report.ts'
import { laidOut } from '../../report/sinks/layout.ts'
import { countLines } from '../../report/sinks/terminal.ts'
import { terminalSink } from '../../report/sinks/terminal-sink.ts'
import { journalLine } from '../../report/words.ts'
import { scrub } from '../../secrets/scrub.ts'
import { ItemReporter } from '../item-reporter.ts'
import { readManifest } from '../manifest.ts'
import { harnessProject } from '../suites.ts'
import { keepReports } from './keep-reports.ts'

const isTest = ({ project }: Pick<TestModule, 'project'>): boolean => project.name === harnessProject

/**
 * What `npx vitest` prints for this project: the runbook's items in the words of `pnpm test:…`, with the exit status they
 * come to; and for the harness's own tests what Vitest prints by itself.
 */
export default class VitestReporter extends DefaultReporter {
  readonly #terminal = terminalSink(process.stdout)
  #items: ItemReporter | undefined
  #suite = ''
  #startedAt = new Date()

  override onTestRunStart(specifications: readonly TestSpecification[]): void {
    const specs = specifications.filter((specification) => !isTest(specification))
    this.#startedAt = new Date()
    this.#items = specs.length > 0 ? new ItemReporter((event) => this.#terminal.on(event)) : undefined
    this.#items?.onInit(this.ctx)
    this.#items?.onTestRunStart(specs)
    if (!this.#items || specs.length < specifications.length)
      super.onTestRunStart(specifications.filter(isTest))
  }

  override onTestModuleQueued(module: TestModule): void {
    if (isTest(module)) super.onTestModuleQueued(module)
  }

  override onTestModuleCollected(module: TestModule): void {
    if (isTest(module)) return super.onTestModuleCollected(module)
    const { name } = module.project
    if (name !== this.#suite) this.#terminal.on({ type: 'stretch', title: name })
    this.#suite = name
  }

  override onTestCaseReady(test: TestCase): void {
    if (isTest(test)) super.onTestCaseReady(test)
    else this.#items?.onTestCaseReady(test)
  }

  override onTestCaseResult(test: TestCase): void {
    if (isTest(test)) super.onTestCaseResult(test)
    else this.#items?.onTestCaseResult(test)
  }

  override onTestModuleEnd(module: TestModule): void {
    if (isTest(module)) super.onTestModuleEnd(module)
    else this.#items?.onTestModuleEnd(module)
  }

  override async onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[],
    reason: TestRunEndReason,
    // oxlint-disable-next-line typescript/no-misused-promises -- Vitest waits for a reporter, which its class does not say
  ): Promise<void> {
    const tests = modules.filter(isTest)
    if (!this.#items) return super.onTestRunEnd(modules, unhandled, reason)
    const specs = modules.filter((module) => !isTest(module))
    this.#items.onTestRunEnd(specs, unhandled)
    if (reason !== 'interrupted') this.#expectItems(specs)
    if (tests.length > 0) super.onTestRunEnd(tests, [], reason)
    const { items } = this.#items
    const refused = specs.some(({ project }) => project.getProvidedContext().run.refusedBy !== undefined)
    const outcome = refused ? 'refused' : outcomeOf(items)
    const testsFailed = outcome === 'passed' && tests.some((module) => !module.ok())
    const status =
      reason === 'interrupted' ? exitStatus.interrupted : exitStatus[testsFailed ? 'failed' : outcome]
    const journals = endedJournals(specs, { outcome, exitStatus: status })
    const heads = new Map(journals.flatMap(({ run, head }) => (head ? [[run, head]] : [])))
    const unkept = await keepReports(specs, { startedAt: this.#startedAt, items, heads })
    const { isTTY, columns } = process.stdout
    const lines = countLines(outcome, items).map((line) => laidOut(line, isTTY ? columns : undefined))
    endWith(status, `${[...lines, ...journals.map(({ said }) => said), ...unkept].join('\n')}\n`)
  }

  /** Every item of the files that were run, and of those that are gone: a file on the disk was left out on purpose. */
  #expectItems(specs: readonly TestModule[]): void {
    const { config, state } = this.ctx
    if (config.testNamePattern !== undefined) return
    const run = state.getPaths().map((file) => relative(config.root, file).replaceAll(sep, '/'))
    const gone = Object.keys(readManifest()).filter((file) => !existsSync(join(config.root, file)))
    this.#items?.expect([...new Set(specs.map(({ project }) => project.name))], [...run, ...gone])
  }
}

/** Vitest sets an exit status of its own, so this is said last of all. */
function endWith(status: number, said: string): void {
  process.stdout.write(scrub(said))
  process.once('exit', () => {
    process.exitCode = status
  })
}

/** An end of a journal, and what is said of it: that it cannot be written where there is none. */
interface EndedJournal {
  readonly run: string
  readonly said: string
  readonly head?: JournalHead
}

/** Ends each journal that the run wrote in. */
function endedJournals(specs: readonly TestModule[], end: RunEnd): EndedJournal[] {
  const runs = specs.flatMap(({ project }) => {
    const { journal, refusedBy } = project.getProvidedContext().run
    return journal ? [{ journal, refusedBy }] : []
  })
  return [...new Map(runs.map((run) => [run.journal.run, run])).values()].map(({ journal, refusedBy }) => {
    try {
      const { n: lines, hash: head } = endRun(journal, { ...end, reason: refusedBy })
      const kept = { file: journal.file, lines, head }
      return { run: journal.run, said: `  ${journalLine(kept)}`, head: kept }
    } catch (error) {
      return { run: journal.run, said: `  ${error instanceof Error ? error.message : String(error)}` }
    }
  })
}
