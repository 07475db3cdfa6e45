/** The admission plugins that are on by default, in the order the API server asks them (pkg/kubeapiserver/options/plugins.go). */
import type { AdmissionPlugin } from './admission.ts';

export const admissionPlugins: readonly AdmissionPlugin[] = [];
