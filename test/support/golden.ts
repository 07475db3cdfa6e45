/** Golden texts: lines a person can read, compared whole. A missing one fails; `UPDATE_GOLDEN=1` rewrites. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'golden');

/** Compares `actual` with the golden called `name` (`creation/nginx`). */
export function matchesGolden(name: string, actual: string): void {
  const file = join(folder, `${name}.txt`);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  assert.ok(existsSync(file), `there is no golden ${name}; UPDATE_GOLDEN=1 writes it`);
  assert.equal(actual, readFileSync(file, 'utf8'));
}
