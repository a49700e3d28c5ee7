// Loaded into the Heroku CLI's own process (NODE_OPTIONS=--import): puts the values that must not stand in its command
// line, where every user of the machine could read them, back into process.argv. They come in a variable that only this
// user can read, and that is gone before the CLI runs.
const hidden = JSON.parse(process.env.RUNBOOK_HIDDEN_ARGUMENTS ?? '{}')
delete process.env.RUNBOOK_HIDDEN_ARGUMENTS
delete process.env.NODE_OPTIONS
process.argv = process.argv.map((argument) =>
  Object.entries(hidden).reduce(
    (text, [placeholder, value]) => text.replaceAll(placeholder, () => value),
    argument,
  ),
)
