import { mutationTests } from './mutation.fixture.ts'

await mutationTests('classic')
