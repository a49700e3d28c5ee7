import { loadConfig } from '../../../config/load.ts'
import { environmentsOf, roleNamed, type Subject, subjectOf } from '../../../config/subject.ts'
import { oneOf, UsageError } from '../../../config/usage-error.ts'
import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import { Refusal } from '../../../evidence/refusal.ts'
import { operator } from '../../../journal/operator.ts'
import { type JournalOfRun, noted } from '../../../journal/run-journal.ts'
import type { Report } from '../../../report/report.ts'
import type { Emit } from '../../../report/run-event.ts'
import { scrub } from '../../../secrets/scrub.ts'
import { sign, signerOf } from '../../../signoff/ssh-signature.ts'
import { resolveTarget } from '../../../world/target.ts'
import { type Options, reportFilesOf } from '../../options.ts'
import { askAtTerminal, isAtTerminal } from '../../run/gates/ask-for-name.ts'
import { type ToBeDone, toBeDone, toSign } from '../../run/gates/must-be-signed.ts'
import { roleIn } from '../../run/legs/legs.ts'
import { runCommand } from '../../run/run-command.ts'
import { singleItem } from '../../run/single-item.ts'

/**
 * `pnpm signoff --env E`: shows what would be done to an app that an operator signs for, asks on a terminal, and keeps yes and no
 * in the app's journal. Exit status 0 signed, 1 not, 3 where there is nothing to sign yet, or nobody to ask.
 */
export async function runSignOffCommand(options: Options): Promise<Report> {
  const subject = await subjectToSign(options)
  const { app, environment, role } = subject
  return runCommand({
    suite: 'signoff',
    env: environment,
    app,
    ...roleIn(subject),
    files: reportFilesOf(options),
    journal: { app, environment, role, goesOn: false },
    async work(emit, signal, journal) {
      if (!isAtTerminal())
        throw new Refusal(
          `${app} is signed for at a terminal: neither a file nor a pipe can do it. See docs/sign-off.md.`,
        )
      emit({ type: 'began', title: 'computing what would be done' })
      const done = await toBeDone(subject, signal)
      const item = await singleItem(
        { id: 'signoff/signed', title: `The operator signs for ${app}`, kind: 'step' },
        (note) => ask({ subject, done, journal, key: options.key, emit, signal, note }),
      )
      emit({ type: 'ended', item: { ...item, app } })
    },
  })
}

/** @throws UsageError for an environment that nobody signs for, or a key that is missing. */
async function subjectToSign({ env, role }: Options): Promise<Subject> {
  const config = await loadConfig()
  const signed = environmentsOf(config).filter((name) => config.environments[name]?.signOff)
  if (signed.length === 0)
    throw new UsageError(
      'no environment of the configuration asks for a sign-off. See docs/configuration.md, "environments".',
    )
  const subject = subjectOf(config, oneOf('--env', env ?? '', signed), roleNamed(config, role))
  resolveTarget(subject, process.env)
  return subject
}

interface Asked {
  readonly subject: Subject
  readonly done: ToBeDone
  readonly journal: JournalOfRun | undefined
  readonly key: string | undefined
  readonly emit: Emit
  readonly signal: AbortSignal
  readonly note: (text: string) => void
}

/** @throws Error where the answer is no; CouldNotLook where it could not be kept, or there was none. */
async function ask({ subject, done, journal, key, emit, signal, note }: Asked): Promise<void> {
  const { account } = done
  const { app, signOff } = subject
  const { statement, expires } = toSign(done, signOff)
  emit({
    type: 'said',
    text: ['what is signed:', ...statement.trimEnd().split('\n')]
      .map((line) => `  ${scrub(line)}`)
      .join('\n'),
  })
  if (signOff.signers !== undefined && key === undefined)
    throw new Error(
      `the configuration's signOff.signers asks for a signature: name your SSH key with --key FILE`,
    )
  const typed = await askAtTerminal(`To sign, type the name of the app; anything else is no: `, signal)
  if (typed === undefined || signal.aborted) throw new CouldNotLook('there was no answer')
  if (!journal) throw new CouldNotLook('there is no journal to keep it in')
  const answer = typed === app ? 'yes' : 'no'
  const signature = answer === 'yes' && key !== undefined ? await sign(statement, key) : undefined
  if (signature !== undefined && signOff.signers !== undefined) {
    const who = await signerOf(statement, signature, signOff.signers)
    if (who === undefined)
      throw new Error(`that key is of nobody whom ${signOff.signers} names: nothing was signed`)
    note(`signed as ${who}`)
  }
  const { n, hash } = noted(journal, {
    type: 'sign-off',
    answer,
    by: operator(),
    account,
    statement,
    ...(signature !== undefined && { signature }),
  })
  note(`line ${n} of ${journal.file}, ${hash}`)
  if (answer === 'no') throw new Error('the answer is no, and was kept: nothing is changed')
  note(`it holds until ${expires}, by Heroku's clock`)
  if (signature === undefined)
    note(
      'by typing the name of the app, the weaker way: whoever can write the journal could have written that',
    )
}
