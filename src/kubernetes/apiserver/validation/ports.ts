/** Ports of containers. */
import { duplicate, invalid, required } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isValidPortName, isValidPortNum } from '../../api/names.ts';
import type { Container, ContainerPort, IntOrString, PodSpec } from '../../api/types.ts';
import { type Errors, invalidEach, requiredOneOf } from './rules.ts';
import type { AnyContainer } from './visitContainers.ts';

export const supportedProtocols = ['SCTP', 'TCP', 'UDP'];

export function validateContainerPorts(errors: Errors, ports: readonly ContainerPort[], path: FieldPath): void {
  const names = new Set<string>();
  ports.forEach(({ name, containerPort = 0, hostPort = 0, protocol }, index) => {
    const at = path.index(index);
    if (name) {
      const messages = isValidPortName(name);
      if (messages.length > 0) invalidEach(errors, at.child('name'), name, messages);
      else if (names.has(name)) errors.push(duplicate(at.child('name'), name));
      else names.add(name);
    }
    if (containerPort === 0) errors.push(required(at.child('containerPort')));
    else portNumber(errors, at, 'containerPort', containerPort);
    if (hostPort !== 0) portNumber(errors, at, 'hostPort', hostPort);
    requiredOneOf(errors, at, 'protocol', protocol, supportedProtocols);
  });
}

/** A port's number, 1 to 65535. */
export function portNumber(errors: Errors, parent: FieldPath, field: string, port: number): void {
  for (const message of isValidPortNum(port)) errors.push(invalid(parent.child(field), port, message));
}

/** A port by number or by name. */
export function validatePortNumOrName(
  errors: Errors,
  parent: FieldPath,
  field: string,
  port: IntOrString | undefined,
): void {
  if (typeof port !== 'string') portNumber(errors, parent, field, port ?? 0);
  else {
    const messages = isValidPortName(port);
    if (messages.length > 0) invalidEach(errors, parent.child(field), port, messages);
  }
}

/** Host ports that collide among `containers`; `path` is that of their list. */
export function validateHostPortConflicts(errors: Errors, containers: readonly AnyContainer[], path: FieldPath): void {
  const seen = new Set<string>();
  containers.forEach(({ ports }, containerIndex) => {
    ports?.forEach(({ hostPort, hostIP = '', protocol = '' }, portIndex) => {
      if (!hostPort) return;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (!seen.has(key)) seen.add(key);
      else errors.push(duplicate(path.index(containerIndex).child('ports').index(portIndex).child('hostPort'), key));
    });
  });
}

/** With the host's network a host port is the container's port; templates may leave it out. */
export function validateHostNetworkPorts(errors: Errors, spec: PodSpec, isPod: boolean, specPath: FieldPath): void {
  if (spec.hostNetwork !== true) return;
  spec.containers?.forEach(({ ports }: Container, containerIndex) => {
    ports?.forEach(({ hostPort = 0, containerPort = 0 }, portIndex) => {
      if (hostPort === containerPort || (hostPort === 0 && !isPod)) return;
      const at = specPath.child('containers').index(containerIndex).child('ports').index(portIndex);
      errors.push(invalid(at.child('hostPort'), hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    });
  });
}
