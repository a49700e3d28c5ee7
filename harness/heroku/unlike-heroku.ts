import { CouldNotLook } from '../evidence/could-not-look.ts'

/** A command of the CLI ended well, and what it printed is not what it prints, as where Heroku's answer was spoiled on its way. */
export function unlikeHeroku(found: string): CouldNotLook {
  return new CouldNotLook(
    `${found}\nSomething else than Heroku answered, or Heroku is not well: see https://status.heroku.com, then run this again.`,
  )
}
