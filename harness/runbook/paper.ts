import { policyInPhase } from '../config/policy.ts'
import { optionsFor, type Subject } from '../config/subject.ts'
import type { Heroku } from '../heroku/cli.ts'
import { CliOutput } from '../heroku/output.ts'
import { policyScript } from '../privileges/policy-script.ts'
import type { Given } from './item.ts'

/**
 * Returns what somebody types to do by hand what a step does: its own body is carried out in a world that writes down and
 * reaches nothing. @throws Error where the step has to look at the app to know what to do.
 */
export async function onPaper(
  subject: Subject,
  act: (given: Given) => Promise<void>,
): Promise<readonly string[]> {
  const { app: name, role, database } = subject
  const commands: string[] = []
  const credentialUrl = `"$(heroku pg:credentials:url ${database} --name ${role} -a ${name} | grep -o 'postgres://.*')"`
  const heroku: Heroku = (strings, ...values) => {
    const command = `heroku ${String.raw({ raw: strings }, ...values)} -a ${name}`
    // What is set is printed back, and this is a password.
    commands.push(command.includes(credentialUrl) ? `${command} > /dev/null` : command)
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
    commands.push([`heroku pg:psql ${database} -a ${name} <<'SQL'`, ...missing, ...lines, 'SQL'].join('\n'))
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
      return () => Promise.reject(new Error(`on paper there is no ${key} to ask`))
    },
  })
}
