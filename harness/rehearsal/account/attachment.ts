import type { Addon } from './addon.ts'
import type { App } from './app.ts'

/** An add-on under a name on an app; it owns the config var `<NAME>_URL`. */
export interface Attachment {
  readonly id: string
  readonly name: string
  readonly app: App
  readonly addon: Addon
  /** The credential whose URL it carries; `default` is the owner. */
  readonly credential: string
  readonly createdAt: Date
}

/** The config var an attachment owns. */
export function configVarOf(attachment: Attachment): string {
  return `${attachment.name}_URL`
}
