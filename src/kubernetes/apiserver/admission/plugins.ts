/** The admission plugins that are on by default, in the order the API server asks them (pkg/kubeapiserver/options/plugins.go). */
import type { AdmissionPlugin } from './admission.ts';
import { defaultTolerationSeconds } from './defaultTolerationSeconds.ts';
import { namespaceLifecycle } from './namespaceLifecycle.ts';
import { priority } from './priority.ts';
import { serviceAccount } from './serviceAccount.ts';

export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  priority,
  defaultTolerationSeconds,
];
