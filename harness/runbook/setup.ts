import { closeAfterEachFile } from './current-world.ts'

closeAfterEachFile()
