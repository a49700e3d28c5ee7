import { policyInPhase } from '../../config/policy.ts'
import { optionsFor, type Subject } from '../../config/subject.ts'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { Heroku } from '../../heroku/cli.ts'
import { CliOutput } from '../../heroku/output.ts'
import { policyScript } from '../../privileges/policy-script.ts'
import type { Given } from '../item/item.ts'

/** What somebody types to do a part of a step. */
export interface PaperCommand {
  /** As a shell takes it; where a password belongs it has the command that reads it. */
  readonly typed: string
  /** The same in the words of the journal, values that are secret as `***`. */
  readonly what: string
  /** The SQL in it, where that is what it is for. */
  readonly statements?: readonly string[]
}

/**
 * Returns what somebody types to do by hand what a step does: its own body is carried out in a world that writes down and
 * reaches nothing. @throws CouldNotLook where the step has to look at the app to know what to do.
 */
export async function onPaper(
  subject: Subject,
  act: (given: Given) => Promise<void>,
): Promise<readonly PaperCommand[]> {
  const { app: name, role, database } = subject
  const commands: PaperCommand[] = []
  const credentialUrl = `"$(heroku pg:credentials:url ${database} --name ${role} -a ${name} | grep -o 'postgres://.*')"`
  const heroku: Heroku = (strings, ...values) => {
    const command = `heroku ${String.raw({ raw: strings }, ...values)} -a ${name}`
    const what = command.replaceAll(credentialUrl, '***')
    // What is set is printed back, and this is a password.
    commands.push({ typed: what === command ? command : `${command} > /dev/null`, what })
    return Promise.resolve(new CliOutput(''))
  }
  const grants = (): Promise<object> => {
    const { lines, leftOut } = policyScript(role, policyInPhase(subject.policy, 'soaking'))
    const missing =
      leftOut.length === 0
        ? []
        : [
            `-- Not in here: ${leftOut.join(', ')}. \`pnpm plan ${optionsFor(subject)}\` has the statements for those.`,
          ]
    const what = `heroku pg:psql ${database} -a ${name}`
    const typed = [`${what} <<'SQL'`, ...missing, ...lines, 'SQL'].join('\n')
    commands.push({ typed, what, statements: lines })
    return Promise.resolve({ statements: lines })
  }
  const app = { forget() {}, forgotten: 0, credentialUrl: () => Promise.resolve(credentialUrl) }
  const world = {
    subject,
    heroku,
    app: blindBut(app),
    privileges: blindBut({ bringToPolicy: grants, carryOut: grants }),
    note() {},
    fact() {},
    planned: [],
  }
  await act(blindBut(world) as unknown as Given)
  return commands
}

/** An object of which nothing else can be asked. */
function blindBut<T extends object>(known: T): T {
  return new Proxy(known, {
    get(target, key, receiver) {
      if (key in target || typeof key === 'symbol' || key === 'then')
        return Reflect.get(target, key, receiver)
      return () => Promise.reject(new CouldNotLook(`on paper there is no ${key} to ask`))
    },
  })
}
