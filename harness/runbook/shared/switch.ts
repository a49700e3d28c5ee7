import { flagIsOff, flagIsOn } from '../../verdicts/config-vars/flag.ts'
import { urlIsTheCredentials } from '../../verdicts/config-vars/stale-url.ts'
import type { World } from '../../world/world.ts'
import { all, type Condition, met } from '../conditions.ts'
import { subject } from '../subject.ts'
import { setTheCredentialsUrl } from './credentials-url.ts'

/** A way in which the app is switched. */
export interface Switch {
  /** What is done, as a title has it: `set FLAG to 1`. */
  readonly words: string
  readonly isDone: Condition
  /** What a heroku command does it. */
  readonly act: (world: World) => Promise<void>
}

const { configVars, flagValues } = subject

/** Puts the app on the role: `config:set` of its flag, or of the role's URL where it has no flag. */
export const toTheRole: Switch = flagValues
  ? {
      words: `set ${configVars.flag} to ${flagValues.on[0]}`,
      isDone: met(flagIsOn),
      act: async ({ heroku }) => void (await heroku`config:set ${configVars.flag}=${flagValues.on[0]}`),
    }
  : {
      words: `set ${configVars.restricted} to the credential's URL`,
      isDone: all(met(flagIsOn), met(urlIsTheCredentials)),
      act: setTheCredentialsUrl,
    }

/** Puts it back on the owner: `config:set` of its flag, or `config:unset` of the role's URL. */
export const toTheOwner: Switch = flagValues
  ? {
      words: `set ${configVars.flag} to ${flagValues.off[0]}`,
      isDone: met(flagIsOff),
      act: async ({ heroku }) => void (await heroku`config:set ${configVars.flag}=${flagValues.off[0]}`),
    }
  : {
      words: `remove ${configVars.restricted}`,
      isDone: met(flagIsOff),
      act: async ({ heroku }) => void (await heroku`config:unset ${configVars.restricted}`),
    }
