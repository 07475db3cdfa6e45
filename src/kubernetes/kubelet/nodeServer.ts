/** What the kubelet answers when the API server asks about containers of its node: `exec` and `log`. */
import { badRequestStatus, internalErrorStatus, notFoundStatus } from '../api/status.ts';
import type { Container, ContainerStatus, Pod, PodStatus } from '../api/types.ts';
import type { ApiRequest, ApiResponse } from '../simulation/client.ts';
import type { Process } from '../simulation/process.ts';
import type { ContainerRuntime } from './runtime.ts';

/** The answer to a request for a container's output, or to run a command in it. */
export function* answerNodeRequest(
  runtime: ContainerRuntime,
  pod: Pod | undefined,
  status: PodStatus | undefined,
  request: ApiRequest,
): Process<ApiResponse> {
  if (pod === undefined) return refused(notFoundStatus({ group: '', name: 'pods' }, request.name ?? ''));
  const body = request.body as { container?: string; command?: string[]; previous?: boolean };
  const name = body.container ?? '';
  const records = runtime.podStatus(pod.metadata?.uid ?? '').containers.filter((record) => record.name === name);
  if (request.subresource === 'log') {
    const record = body.previous === true ? records[1] : records[0];
    if (record !== undefined) return answered({ output: runtime.logTail(record.id, 10_000, 65_536) });
    if (body.previous === true) {
      return refused(
        badRequestStatus(`previous terminated container "${name}" in pod "${pod.metadata?.name}" not found`),
      );
    }
    return refused(badRequestStatus(waitingText(pod, status, name)));
  }
  const running = records.find(({ state }) => state === 'running');
  if (running === undefined)
    return refused(internalErrorStatus(`unable to upgrade connection: container not found ("${name}")`));
  const answer = yield* runtime.execSync(running.id, body.command ?? [], 0);
  if (answer.exitCode === undefined) return refused(internalErrorStatus(answer.error ?? ''));
  return answered({ output: answer.output, exitCode: answer.exitCode });
}

/** Why a container has no output yet (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus). */
function waitingText(pod: Pod, status: PodStatus | undefined, name: string): string {
  const statuses: readonly ContainerStatus[] = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []),
  ];
  const waiting = statuses.find((one: Container & ContainerStatus) => one.name === name)?.state?.waiting;
  const where = `container "${name}" in pod "${pod.metadata?.name}" is waiting to start`;
  switch (waiting?.reason) {
    case undefined:
      return `${where} - no logs yet`;
    case 'ErrImagePull':
    case 'ImagePullBackOff':
      return `${where}: ${waiting.reason === 'ErrImagePull' ? "image can't be pulled" : 'trying and failing to pull image'}`;
    default:
      return `${where}: ${waiting?.reason}`;
  }
}

function answered(object: object): ApiResponse {
  return { code: 200, object, warnings: [] };
}

function refused(status: { readonly code: number }): ApiResponse {
  return { code: status.code, object: status, warnings: [] };
}
