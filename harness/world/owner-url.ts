import type { Subject } from '../config/subject.ts'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import type { HerokuApp } from '../heroku/app.ts'
import type { ConnectionUrl } from '../secrets/secret.ts'

/** Returns the owner's URL. @throws CouldNotLook where its config var is unset or cannot be read, with what sets it again. */
export async function ownerUrl(
  app: Pick<HerokuApp, 'configVars'>,
  { app: name, database, configVars: { owner } }: Pick<Subject, 'app' | 'database' | 'configVars'>,
): Promise<ConnectionUrl> {
  const vars = await app.configVars()
  const url = vars.url(owner)
  if (url) return url
  const found =
    vars.get(owner) === undefined
      ? 'is not set'
      : 'holds a value that cannot be read as a connection URL (withheld: it may hold a password)'
  throw new CouldNotLook(
    `${owner} of ${name} ${found}. An attachment of the database sets it: see which with \`heroku addons -a ${name}\`, and attach it again with \`heroku addons:attach ADDON --as ${database} -a ${name}\``,
  )
}
