/** How admission plugins say no. */
import { forbiddenStatus, type Status, type StatusCause } from '../../api/status.ts';
import { resourceOf } from '../request.ts';
import type { AdmissionRequest } from './admission.ts';

/** `pods "x" is forbidden: WHY`. */
export function forbid(request: AdmissionRequest, why: string, causes?: readonly StatusCause[]): Status {
  return forbiddenStatus(resourceOf(request.kind), request.name, why, causes);
}

/** Whether the request creates a Pod (not one of its subresources). */
export function createsPod(request: AdmissionRequest): boolean {
  return request.operation === 'create' && request.kind.kind === 'Pod' && request.subresource === undefined;
}
