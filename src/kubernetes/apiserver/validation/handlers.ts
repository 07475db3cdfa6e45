/** What a probe or a lifecycle hook does: a command, a request, a connection, a sleep. Exactly one of them. */
import { forbidden, invalid, namedString, required, unsupported } from '../../api/fieldError.ts';
import type { FieldPath } from '../../api/fieldPath.ts';
import { isHTTPHeaderName } from '../../api/names.ts';
import type {
  ExecAction,
  GRPCAction,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  Probe,
  SleepAction,
  TCPSocketAction,
} from '../../api/types.ts';
import { validatePortNumOrName } from './ports.ts';
import { type Errors, invalidEach, nonNegative, requiredText } from './rules.ts';

interface Handler {
  readonly exec?: ExecAction;
  readonly httpGet?: HTTPGetAction;
  readonly tcpSocket?: TCPSocketAction;
  readonly grpc?: GRPCAction;
  readonly sleep?: SleepAction;
}

type Action = keyof Handler;
const actions: readonly Action[] = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];
const schemes = ['HTTP', 'HTTPS'];

/** `gracePeriod` is the Pod's, which no sleep may outlast. */
function validateHandler(errors: Errors, handler: Handler, gracePeriod: number | undefined, path: FieldPath): void {
  let found = false;
  for (const action of actions) {
    if (handler[action] === undefined) continue;
    if (found) errors.push(forbidden(path.child(action), 'may not specify more than 1 handler type'));
    else validateAction(errors, handler, action, gracePeriod, path);
    found = true;
  }
  if (!found) errors.push(required(path, 'must specify a handler type'));
}

function validateAction(
  errors: Errors,
  handler: Handler,
  action: Action,
  gracePeriod: number | undefined,
  parent: FieldPath,
): void {
  switch (action) {
    case 'exec':
      if (!handler.exec?.command?.length) errors.push(required(parent.child('exec').child('command')));
      return;
    case 'httpGet':
      validateHTTPGet(errors, handler.httpGet ?? {}, parent.child('httpGet'));
      return;
    case 'tcpSocket':
      validatePortNumOrName(errors, parent.child('tcpSocket'), 'port', handler.tcpSocket?.port);
      return;
    case 'grpc':
      validatePortNumOrName(errors, parent.child('grpc'), 'port', handler.grpc?.port);
      return;
    case 'sleep': {
      const seconds = handler.sleep?.seconds ?? 0;
      if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return;
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
      errors.push(invalid(parent.child('sleep'), seconds, detail));
      return;
    }
    default:
      action satisfies never;
  }
}

function validateHTTPGet(errors: Errors, action: HTTPGetAction, path: FieldPath): void {
  const { scheme = '', port, httpHeaders } = action;
  requiredText(errors, path, 'path', action.path);
  validatePortNumOrName(errors, path, 'port', port);
  if (!schemes.includes(scheme)) errors.push(unsupported(path.child('scheme'), namedString(scheme), schemes));
  for (const { name = '' } of httpHeaders ?? []) {
    invalidEach(errors, path.child('httpHeaders'), name, isHTTPHeaderName(name));
  }
}

export interface Probed {
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
}

/** The three probes of a container at `path`. */
export function validateProbes(
  errors: Errors,
  container: Probed,
  gracePeriod: number | undefined,
  path: FieldPath,
): void {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  if (livenessProbe !== undefined) {
    validateProbe(errors, livenessProbe, gracePeriod, path.child('livenessProbe'));
    validateSingleSuccess(errors, livenessProbe, path.child('livenessProbe'));
  }
  if (readinessProbe !== undefined) {
    validateProbe(errors, readinessProbe, gracePeriod, path.child('readinessProbe'));
    const seconds = readinessProbe.terminationGracePeriodSeconds;
    if (seconds !== undefined) {
      const at = path.child('readinessProbe').child('terminationGracePeriodSeconds');
      errors.push(invalid(at, seconds, 'must not be set for readinessProbes'));
    }
  }
  if (startupProbe !== undefined) {
    validateProbe(errors, startupProbe, gracePeriod, path.child('startupProbe'));
    validateSingleSuccess(errors, startupProbe, path.child('startupProbe'));
  }
}

function validateProbe(errors: Errors, probe: Probe, gracePeriod: number | undefined, path: FieldPath): void {
  validateHandler(errors, probe, gracePeriod, path);
  nonNegative(errors, path, 'initialDelaySeconds', probe.initialDelaySeconds);
  nonNegative(errors, path, 'timeoutSeconds', probe.timeoutSeconds);
  nonNegative(errors, path, 'periodSeconds', probe.periodSeconds);
  nonNegative(errors, path, 'successThreshold', probe.successThreshold);
  nonNegative(errors, path, 'failureThreshold', probe.failureThreshold);
  const seconds = probe.terminationGracePeriodSeconds;
  if (seconds !== undefined && seconds <= 0) {
    errors.push(invalid(path.child('terminationGracePeriodSeconds'), seconds, 'must be greater than 0'));
  }
}

function validateSingleSuccess(errors: Errors, { successThreshold = 0 }: Probe, path: FieldPath): void {
  if (successThreshold !== 1) errors.push(invalid(path.child('successThreshold'), successThreshold, 'must be 1'));
}

const windowsSignals = ['SIGKILL', 'SIGTERM'];

/** `os` is the name of the Pod's operating system; signals differ by it. */
export function validateLifecycle(
  errors: Errors,
  lifecycle: Lifecycle,
  gracePeriod: number | undefined,
  os: string | undefined,
  path: FieldPath,
): void {
  for (const hook of ['postStart', 'preStop'] as const) {
    const handler: LifecycleHandler | undefined = lifecycle[hook];
    if (handler !== undefined) validateHandler(errors, handler, gracePeriod, path.child(hook));
  }
  const { stopSignal } = lifecycle;
  if (stopSignal === undefined) return;
  const at = path.child('stopSignal');
  if (os === undefined) errors.push(forbidden(at, 'may not be set for containers with empty `spec.os.name`'));
  else {
    const supported = os === 'windows' ? windowsSignals : os === 'linux' ? linuxSignals : undefined;
    if (supported?.includes(stopSignal) === false) {
      errors.push(unsupported(at, namedString(stopSignal), supported));
    }
  }
}

const namedLinuxSignals = [
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP',
  'TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX',
];
const realTimeSignals = [
  ...Array.from({ length: 15 }, (_, index) => `RTMIN+${index + 1}`),
  ...Array.from({ length: 14 }, (_, index) => `RTMAX-${index + 1}`),
];
/** In the order to print: sorted. */
const linuxSignals = [...namedLinuxSignals.join(' ').split(' '), ...realTimeSignals].map((name) => `SIG${name}`).sort();
