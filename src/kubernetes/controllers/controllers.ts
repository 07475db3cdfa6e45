/** The controllers that the manager runs. */
import type { Controller } from './controller.ts';
import { deployment } from './deployment/deployment.ts';
import { endpointSlice } from './endpoints/endpointSlice.ts';
import { endpoints } from './endpoints/endpoints.ts';
import { garbageCollector } from './garbageCollector.ts';
import { namespace } from './namespace.ts';
import { rootCaPublisher, serviceAccount } from './namespaceContent.ts';
import { replicaController, replicaSet } from './replicaSet.ts';
import { statefulSet } from './statefulSet/statefulSet.ts';
import { persistentVolume } from './volumes/persistentVolume.ts';
import { claimProtection, volumeProtection } from './volumes/protection.ts';

const replicationController = replicaController(
  'ReplicationController',
  'replicationcontrollers',
  'replication-controller',
);

export const controllers: readonly Controller[] = [
  namespace,
  serviceAccount,
  rootCaPublisher,
  deployment,
  replicaSet,
  replicationController,
  statefulSet,
  endpoints,
  endpointSlice,
  persistentVolume,
  claimProtection,
  volumeProtection,
  garbageCollector,
];
