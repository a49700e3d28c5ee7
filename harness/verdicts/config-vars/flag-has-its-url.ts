import { type Settings, saidOf, urlOf } from '../../observations/settings.ts'
import type { Rule } from '../rule.ts'
import { flagUnknown } from './flag.ts'
import { restrictedUrlFindings } from './restricted-url.ts'

/** The flag is known to be on or off, and not on while the app has no URL to follow it to. */
export const flagHasItsUrl: Rule<Settings> = {
  observe: ({ settings }) => settings(),
  judge(settings, asked) {
    if (settings.flag === 'on' && urlOf(settings.restricted) === undefined)
      return restrictedUrlFindings(settings, asked.subject)
    return flagUnknown.judge(settings, asked)
  },
  saw: (settings, asked) =>
    `${flagUnknown.saw(settings, asked)}; ${asked.subject.configVars.restricted}: ${saidOf(settings.restricted)}`,
}
