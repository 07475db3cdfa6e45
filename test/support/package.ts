/** `npm run package`: builds and packs podflight.vsix, with the same bytes for the same sources. */
import { execFileSync } from 'node:child_process';
import { createVSIX } from '@vscode/vsce';
import { root, vsix } from './paths.ts';

// A zip holds times of day without a zone; both are fixed, so that they say nothing about when and where.
process.env.TZ = 'UTC';
process.env.SOURCE_DATE_EPOCH = '315619200';

execFileSync(process.execPath, ['esbuild.js'], { cwd: root, stdio: 'inherit' });
await createVSIX({ cwd: root, packagePath: vsix, dependencies: false, allowMissingRepository: true });
