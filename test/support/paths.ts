/** Where the scripts keep things. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The clone. */
export const root = join(import.meta.dirname, '..', '..');
/** What one run leaves behind: data folders, logs, built test suites. Ignored by git. */
export const scratch = join(root, '.vscode-test');
/** The screenshots of the last run. Ignored by git. */
export const screenshots = join(root, 'test', 'screenshots');
/** What is too large to install for each clone anew. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'podflight');
/** The packaged extension. */
export const vsix = join(root, 'podflight.vsix');
