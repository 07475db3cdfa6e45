/** The texts, codes and details of refusals that no recording of the libraries holds. */
import assert from 'node:assert/strict';
import {
  alreadyExistsStatus,
  badRequestStatus,
  conflictStatus,
  forbiddenStatus,
  generateNameConflictStatus,
  internalErrorStatus,
  notFoundStatus,
  type Status,
} from '../../../src/kubernetes/api/status.ts';

const pods = { group: '', name: 'pods' };
const deployments = { group: 'apps', name: 'deployments' };

const refusals: readonly [what: string, status: Status, code: number, message: string][] = [
  ['a missing object', notFoundStatus(pods, 'web'), 404, 'pods "web" not found'],
  ['a name that is taken', alreadyExistsStatus(deployments, 'web'), 409, 'deployments.apps "web" already exists'],
  [
    'generated names that are all taken',
    generateNameConflictStatus(pods, 'web-x'),
    409,
    'pods "web-x" already exists, the server was not able to generate a unique name for the object',
  ],
  ['an admission plugin', forbiddenStatus(pods, 'web', 'no'), 403, 'pods "web" is forbidden: no'],
  ['an admission plugin before there is a name', forbiddenStatus(pods, '', 'no'), 403, 'pods is forbidden: no'],
  ['no resource at all', forbiddenStatus({ group: '', name: '' }, 'web', 'no'), 403, 'forbidden: no'],
  ['a conflict', conflictStatus(pods, 'web', 'why'), 409, 'Operation cannot be fulfilled on pods "web": why'],
  ['a bad request', badRequestStatus('why'), 400, 'why'],
  ['a bug', internalErrorStatus('why'), 500, 'Internal error occurred: why'],
];

describe('statuses', () => {
  for (const [what, status, code, message] of refusals) {
    it(`tell of ${what}`, () => {
      assert.equal(status.code, code);
      assert.equal(status.message, message);
    });
  }

  it('name what they are about, and leave out what is empty', () => {
    assert.deepEqual(notFoundStatus(deployments, 'web').details, { name: 'web', group: 'apps', kind: 'deployments' });
    assert.deepEqual(forbiddenStatus(pods, '', 'no').details, { kind: 'pods' });
    assert.equal(badRequestStatus('why').details, undefined);
  });
});
