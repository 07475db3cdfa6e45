/** Nothing is created in a namespace that is missing or terminating. */
import { forbiddenStatus, notFoundStatus } from '../../api/status.ts';
import type { Namespace } from '../../api/types.ts';
import type { AdmissionPlugin } from './admission.ts';
import { forbid } from './refuse.ts';

/** Namespaces that cannot be deleted (staging, admission/plugin/namespace/lifecycle). */
const immortal = ['default', 'kube-system', 'kube-public'];

const resource = { group: '', name: 'namespaces' };

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit(request) {
    if (request.kind.kind === 'Namespace') {
      if (request.operation !== 'delete' || !immortal.includes(request.name)) return undefined;
      return forbiddenStatus(resource, request.name, 'this namespace may not be deleted');
    }
    if (request.namespace === '' || request.operation === 'delete') return undefined;
    const namespace = request.cluster.get<Namespace>('namespaces', '', request.namespace);
    if (namespace === undefined) return notFoundStatus(resource, request.namespace);
    if (request.operation !== 'create' || namespace.status?.phase !== 'Terminating') return undefined;
    return forbid(
      request,
      `unable to create new content in namespace ${request.namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${request.namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
  },
};
