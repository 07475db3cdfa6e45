/** Makes sure that a container's image is on the node: pull policies, pulls, and the back-off between failed ones. */
import { Backoff, imagePullBackoff } from '../api/backoff.ts';
import { goDuration, nanoseconds } from '../api/duration.ts';
import { goQuote } from '../api/goText.ts';
import { withDefaultTag } from '../api/imageReference.ts';
import type { Container, Pod } from '../api/types.ts';
import type { Kernel } from '../simulation/kernel.ts';
import type { Process } from '../simulation/process.ts';
import type { StartFailure } from './containerStatuses.ts';
import type { EventRecorder } from './events.ts';
import type { ContainerRuntime, ImageStatus, RegistryCredential } from './runtime.ts';

export type ImageOutcome =
  | { readonly kind: 'present'; readonly image: ImageStatus }
  | { readonly kind: 'failed'; readonly failure: StartFailure };

export interface ImageManager {
  ensure(pod: Pod, container: Container, credentials: readonly RegistryCredential[]): Process<ImageOutcome>;
}

export function imageManager(kernel: Kernel, runtime: ContainerRuntime, events: EventRecorder): ImageManager {
  const delays = new Backoff(imagePullBackoff);
  /** Error of the last failed pull, by the key of its back-off. */
  const errors = new Map<string, string>();
  /** Private images, and the credentials they were pulled with. */
  const pulledWith = new Map<string, readonly RegistryCredential[]>();

  function* pull(
    pod: Pod,
    container: Container,
    requested: string,
    image: string,
    credentials: readonly RegistryCredential[],
  ): Process<ImageOutcome> {
    const key = `${pod.metadata?.uid}_${requested}`;
    const quoted = goQuote(requested);
    if (delays.isWaitingSinceUpdate(key, kernel.now())) {
      const message = `Back-off pulling image ${quoted}`;
      events.container(pod, container, 'Normal', 'BackOff', message);
      const before = errors.get(key);
      return failed('ImagePullBackOff', before === undefined ? message : `${message}: ${before}`);
    }
    errors.delete(key);
    events.container(pod, container, 'Normal', 'Pulling', `Pulling image ${quoted}`);
    const begun = kernel.now();
    const answer = yield* runtime.pullImage(pod, image, credentials);
    if (!answer.ok) {
      events.container(pod, container, 'Warning', 'Failed', `Failed to pull image ${quoted}: ${answer.error}`);
      delays.next(key, kernel.now(), kernel.now());
      errors.set(key, `ErrImagePull: ${answer.error}`);
      return failed('ErrImagePull', answer.error);
    }
    const took = goDuration(nanoseconds(Math.floor(kernel.now() - begun)));
    const size = answer.value.sizeBytes;
    events.container(
      pod,
      container,
      'Normal',
      'Pulled',
      `Successfully pulled image ${quoted} in ${took} (${took} including waiting). Image size: ${size} bytes.`,
    );
    if (credentials.length > 0) pulledWith.set(image, credentials);
    else pulledWith.delete(image);
    return { kind: 'present', image: answer.value };
  }

  return {
    *ensure(pod, container, credentials) {
      const requested = container.image ?? '';
      const name = withDefaultTag(requested);
      if (typeof name !== 'string') {
        const message = `Failed to apply default image tag ${goQuote(requested)}: ${name.problem}`;
        events.container(pod, container, 'Warning', 'InspectFailed', message);
        return failed('InvalidImageName', message);
      }
      const present = container.imagePullPolicy === 'Always' ? undefined : runtime.imageStatus(name);
      const allowed = present !== undefined && mayUse(pulledWith.get(name), credentials);
      if (present !== undefined && allowed) {
        const message = `Container image ${goQuote(requested)} already present on machine and can be accessed by the pod`;
        events.container(pod, container, 'Normal', 'Pulled', message);
        return { kind: 'present', image: present };
      }
      if (container.imagePullPolicy === 'Never') {
        const message = `Container image ${goQuote(requested)} is not present with pull policy of Never`;
        events.container(pod, container, 'Warning', 'ErrImageNeverPull', message);
        return failed('ErrImageNeverPull', message);
      }
      return yield* pull(pod, container, requested, name, credentials);
    },
  };
}

/** An image that was pulled with credentials is only for Pods that have them, too (pkg/kubelet/images/pullmanager). */
function mayUse(needed: readonly RegistryCredential[] | undefined, given: readonly RegistryCredential[]): boolean {
  if (needed === undefined) return true;
  return given.some(({ registry, username, password }) =>
    needed.some((one) => one.registry === registry && one.username === username && one.password === password),
  );
}

function failed(reason: string, message: string): ImageOutcome {
  return { kind: 'failed', failure: { reason, message } };
}
