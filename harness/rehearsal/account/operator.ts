/** Who every release of a rehearsal is by, as `heroku auth:whoami` prints it. */
export const operator = { id: '5a1f0c1e-6f0e-4c55-9d4f-2f6f0b5a7c10', email: 'operator@example.test' }
