import { mutationTests } from './mutation.fixture.ts'

mutationTests('rds')
