import { optionsFor, type Subject } from '../config/subject.ts'
import { Refusal } from '../evidence/refusal.ts'
import type { HerokuApp } from '../heroku/app.ts'

/** Asks the operator to type the name of the app; undefined where nobody is at a terminal to be asked. */
export type AskForName = (app: string) => Promise<string | undefined>

/**
 * Lets something that changes the app at a live one, or not: asked for before a run begins, and held to wherever the app
 * would be changed. Where nothing is set it is asked for.
 * @param isReady whether what it waits for is there; it throws where it is not, and without it nothing that waits is changed.
 * @throws Refusal where RUNBOOK_ALLOW_PROVISION, or what is typed, does not name the app, and for one that waits for another's
 * soak or for a sign-off.
 */
export async function allowMutation(
  subject: Subject,
  env: NodeJS.ProcessEnv,
  ask: AskForName = async () => undefined,
  isReady?: () => Promise<void>,
): Promise<void> {
  const { app, waitsFor, soak } = subject
  const { soakOf, signOff } = waitsFor
  const awaited = [
    ...(soakOf === undefined ? [] : [`a clean ${soak.hours} h soak of ${soakOf}`]),
    ...(signOff ? ["the operator's sign-off"] : []),
  ]
  if (awaited.length > 0 && !isReady) {
    throw new Refusal(
      `${app} waits for ${awaited.join(' and ')}, which only \`pnpm test:provision ${optionsFor(subject)}\` asks for.`,
    )
  }
  await mustBeNamed(app, env, ask)
  if (awaited.length > 0) await isReady?.()
}

/** @throws Refusal where neither the shell nor who sits at the terminal names the app. */
async function mustBeNamed(app: string, env: NodeJS.ProcessEnv, ask: AskForName): Promise<void> {
  const allowed = env['RUNBOOK_ALLOW_PROVISION']
  if (allowed === app) return
  const typed = allowed ? undefined : await ask(app)
  if (typed === app) return
  const said = allowed ? ` (it is '${allowed}')` : typed === undefined ? '' : ' (another name was typed)'
  throw new Refusal(
    `this would change ${app}: set RUNBOOK_ALLOW_PROVISION=${app} to allow it${said}, or add --dry-run to see what it would do.`,
  )
}

/** Stages of a pipeline that the app of such an environment cannot be in (Dev Center, "Pipelines"). */
const otherStages = { trial: ['production'], signed: ['staging', 'development', 'review', 'test'] }
/** Words in the name of an app that say of it which of the two it is. */
const namesOf = {
  trial: ['staging', 'stage', 'stg', 'dev', 'development', 'review', 'test'],
  signed: ['prod', 'production', 'live'],
}
const other = { trial: 'signed', signed: 'trial' } as const

/**
 * The gate goes by the app and not by the word of the configuration: one that Heroku has in another stage of a pipeline, or in
 * none and by its own name another environment's, is not the one that was meant. Where nothing is signed for nobody can tell.
 * @throws Refusal where it is not; CouldNotLook or HerokuCliError where Heroku could not be asked.
 */
export async function mustBeItsOwn({ environment, app, side }: Subject, heroku: HerokuApp): Promise<void> {
  if (side === undefined) return
  const stage = await heroku.stage()
  const words = app.split('-')
  const isNamedSo = words.some((part) => namesOf[side].includes(part))
  const word = isNamedSo ? undefined : words.find((part) => namesOf[other[side]].includes(part))
  const why =
    stage === undefined
      ? word && `its name says '${word}', and it is in no pipeline that says otherwise`
      : otherStages[side].includes(stage) &&
        `\`heroku apps:info\` has it in the stage '${stage}' of its pipeline`
  if (!why) return
  throw new Refusal(
    `the configuration has ${app} as ${environment}, and ${why}. Name the app that is meant under environments.${environment}: see docs/configuration.md.`,
  )
}
