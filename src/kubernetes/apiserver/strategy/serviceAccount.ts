/** ServiceAccounts: of the secrets they name only the name counts. */
import type { ServiceAccount } from '../../api/types.ts';
import type { Strategy } from './context.ts';

/** `pkg/registry/core/serviceaccount/strategy.go` */
export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  prepareForCreate: cleanSecrets,
  prepareForUpdate: cleanSecrets,
};

function cleanSecrets(account: ServiceAccount): void {
  if (account.secrets !== undefined) account.secrets = account.secrets.map(({ name }) => (name ? { name } : {}));
}
