/** The controllers that the manager runs. */
import type { Controller } from './controller.ts';
import { deployment } from './deployment/deployment.ts';
import { replicaSet } from './replicaSet.ts';

export const controllers: readonly Controller[] = [deployment, replicaSet];
