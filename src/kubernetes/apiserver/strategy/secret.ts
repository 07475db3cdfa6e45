/** Secrets: an update that leaves out the type keeps it. */
import type { Secret } from '../../api/types.ts';
import type { Strategy } from './context.ts';

/** `pkg/registry/core/secret/strategy.go` */
export const secretStrategy: Strategy<Secret> = {
  prepareForUpdate(secret, old) {
    if (!secret.type && old.type) secret.type = old.type;
  },
};
