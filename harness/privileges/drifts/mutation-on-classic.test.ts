import { mutationTests } from './mutation.fixture.ts'

mutationTests('classic')
