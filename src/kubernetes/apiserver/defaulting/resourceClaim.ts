/** Defaults of claims for devices. */
import type {
  DeviceClaim,
  DeviceSubRequest,
  DeviceToleration,
  ExactDeviceRequest,
  ResourceClaimTemplate,
  ResourceV1ResourceClaim,
} from '../../api/types.ts';

export function defaultResourceClaim(claim: ResourceV1ResourceClaim): void {
  defaultDevices(claim.spec?.devices);
  for (const result of claim.status?.allocation?.devices?.results ?? []) defaultTolerations(result.tolerations);
}

export function defaultResourceClaimTemplate(template: ResourceClaimTemplate): void {
  defaultDevices(template.spec?.spec?.devices);
}

function defaultDevices(devices: DeviceClaim | undefined): void {
  for (const request of devices?.requests ?? []) {
    if (request.exactly !== undefined) defaultRequest(request.exactly);
    request.firstAvailable?.forEach(defaultRequest);
  }
}

function defaultRequest(request: ExactDeviceRequest | DeviceSubRequest): void {
  request.allocationMode ||= 'ExactCount';
  if (request.allocationMode === 'ExactCount') request.count ||= 1;
  defaultTolerations(request.tolerations);
}

function defaultTolerations(tolerations: DeviceToleration[] | undefined): void {
  for (const toleration of tolerations ?? []) toleration.operator ||= 'Equal';
}
