/** A container runtime that does what data says: images, processes, files and ports, with containerd's own words. */
import type { ObjectRef, RuntimeStep } from '../../trace/model.ts';
import type { Pod } from '../api/types.ts';
import type { Ports } from '../simulation/component.ts';
import { type Process, Signal, sleep, waitFor } from '../simulation/process.ts';
import { fullImageName } from './imageName.ts';
import { imageStore } from './imageStore.ts';
import { type Program, programOf } from './programs.ts';
import type {
  ContainerConfig,
  ContainerRecord,
  ContainerRuntime,
  ImageStatus,
  RuntimeAnswer,
  SandboxRecord,
} from './runtime.ts';

/** Whom the runtime tells of changes. */
export interface RuntimeListener {
  /** A container or sandbox of the Pod changed its state. */
  changed(uid: string): void;
  /** Something inside a container changed that a probe could see. */
  touched(uid: string): void;
}

interface Running {
  record: ContainerRecord;
  readonly config: ContainerConfig;
  readonly podUid: string;
  readonly program: Program;
  readonly ended: Signal;
  stopTimer?: () => void;
}

export function scriptedRuntime(ports: Ports, node: string, listener: RuntimeListener): ContainerRuntime {
  const { kernel, latencies } = ports;
  const actor = `container-runtime/${node}` as const;
  const images = imageStore(ports, node);
  const sandboxes = new Map<string, SandboxRecord>();
  const byPod = new Map<string, { sandboxes: SandboxRecord[]; containers: Running[] }>();
  const containers = new Map<string, Running>();
  let addresses = 0;

  const podOf = (uid: string) => {
    let pod = byPod.get(uid);
    if (pod === undefined) {
      pod = { sandboxes: [], containers: [] };
      byPod.set(uid, pod);
    }
    return pod;
  };

  const step = (
    pod: Pod,
    call: RuntimeStep['call'],
    phase: RuntimeStep['phase'],
    details: Partial<Pick<RuntimeStep, 'container' | 'image' | 'message'>> = {},
  ): void => {
    kernel.record(phase === 'called' ? ports.actor : actor, {
      kind: 'runtime',
      to: phase === 'called' ? actor : ports.actor,
      node,
      pod: referenceTo(pod),
      call,
      phase,
      ...details,
    });
  };

  const change = (running: Running, changes: Partial<ContainerRecord>): void => {
    running.record = { ...running.record, ...changes };
    listener.changed(running.podUid);
  };

  const exit = (running: Running, exitCode: number, reason: string): void => {
    if (running.record.state === 'exited') return;
    running.program.stop();
    kernel.record(actor, {
      kind: 'process',
      node,
      pod: referenceTo(running.config.pod),
      container: running.record.name,
      what: reason === 'OOMKilled' ? 'oomKilled' : exitCode === 137 ? 'killed' : 'exited',
      exitCode,
    });
    change(running, { state: 'exited', finishedAt: kernel.now(), exitCode, reason });
    running.ended.fire();
  };

  function* runPodSandbox(pod: Pod, attempt: number): Process<RuntimeAnswer<SandboxRecord>> {
    step(pod, 'RunPodSandbox', 'called');
    yield* sleep(latencies.sandbox, 'sandbox and network');
    const uid = pod.metadata?.uid ?? '';
    addresses += 1;
    const sandbox: SandboxRecord = {
      id: kernel.random.hex(64),
      podUid: uid,
      attempt,
      ready: true,
      ...(pod.spec?.hostNetwork === true ? {} : { ip: `10.88.${(addresses >> 8) & 255}.${(addresses & 255) + 1}` }),
      createdAt: kernel.now(),
    };
    sandboxes.set(sandbox.id, sandbox);
    podOf(uid).sandboxes.unshift(sandbox);
    step(pod, 'RunPodSandbox', 'done');
    listener.changed(uid);
    return { ok: true, value: sandbox };
  }

  function* stopPodSandbox(id: string): Process {
    const sandbox = sandboxes.get(id);
    if (sandbox === undefined || !sandbox.ready) return;
    yield* sleep(latencies.stopSandbox, 'network taken down');
    const stopped = { ...sandbox, ready: false };
    sandboxes.set(id, stopped);
    const pod = podOf(sandbox.podUid);
    pod.sandboxes = pod.sandboxes.map((one) => (one.id === id ? stopped : one));
    listener.changed(sandbox.podUid);
  }

  function* pullImage(pod: Pod, image: string, credentials: Parameters<ContainerRuntime['pullImage']>[2]) {
    step(pod, 'PullImage', 'called', { image });
    const answer: RuntimeAnswer<ImageStatus> = yield* images.pull(image, credentials);
    if (answer.ok) step(pod, 'PullImage', 'done', { image });
    else step(pod, 'PullImage', 'failed', { image, message: answer.error });
    return answer;
  }

  function* createContainer(sandboxId: string, config: ContainerConfig): Process<RuntimeAnswer<ContainerRecord>> {
    const { pod, container } = config;
    const name = container.name ?? '';
    step(pod, 'CreateContainer', 'called', { container: name });
    yield* sleep(latencies.createContainer, 'creating a container');
    const image = images.get(container.image ?? '');
    const record: ContainerRecord = {
      id: kernel.random.hex(64),
      name,
      sandboxId,
      image: image?.name ?? fullImageName(container.image ?? ''),
      imageRef: image?.ref ?? '',
      specImage: container.image ?? '',
      restartCount: config.restartCount,
      state: 'created',
      createdAt: kernel.now(),
      user: config.user,
    };
    const uid = pod.metadata?.uid ?? '';
    const program = programOf(ports, config, images.factOf(container.image ?? ''));
    const running: Running = { record, config, podUid: uid, program, ended: new Signal() };
    containers.set(record.id, running);
    podOf(uid).containers.unshift(running);
    step(pod, 'CreateContainer', 'done', { container: name });
    listener.changed(uid);
    return { ok: true, value: record };
  }

  function* startContainer(id: string): Process<RuntimeAnswer<undefined>> {
    const running = containers.get(id);
    if (running === undefined) return { ok: false, error: `container "${id}" not found` };
    const { pod, container } = running.config;
    const name = container.name ?? '';
    step(pod, 'StartContainer', 'called', { container: name });
    yield* sleep(latencies.startContainer, 'starting a process');
    change(running, { state: 'running', startedAt: kernel.now() });
    step(pod, 'StartContainer', 'done', { container: name });
    running.program.start((exitCode, reason) => exit(running, exitCode, reason));
    return { ok: true, value: undefined };
  }

  function* stopContainer(id: string, graceSeconds: number): Process {
    const running = containers.get(id);
    if (running === undefined || running.record.state !== 'running') return;
    const { pod, container } = running.config;
    const name = container.name ?? '';
    step(pod, 'StopContainer', 'called', { container: name });
    running.program.signal('TERM');
    const ended = !isRunning(running) || (yield* waitFor(running.ended, graceSeconds * 1000));
    if (!ended && isRunning(running)) exit(running, 137, 'Error');
    yield* sleep(latencies.stopContainer, 'a container ends');
    step(pod, 'StopContainer', 'done', { container: name });
  }

  return {
    runPodSandbox,
    stopPodSandbox,
    imageStatus: images.get,
    pullImage,
    createContainer,
    startContainer,
    stopContainer,
    removeContainer: (id) => {
      const running = containers.get(id);
      if (running === undefined) return;
      containers.delete(id);
      const pod = podOf(running.podUid);
      pod.containers = pod.containers.filter((one) => one !== running);
      listener.changed(running.podUid);
    },
    *execSync() {
      yield* sleep(latencies.exec, 'a command in a container');
      return { exitCode: 0, output: '' };
    },
    *dial() {
      yield* sleep(latencies.hop, 'connecting');
      return { outcome: 'connected' };
    },
    *httpGet() {
      yield* sleep(latencies.hop, 'a request to a container');
      return { outcome: 'answered', statusCode: 200, body: '' };
    },
    podStatus: (uid) => {
      const pod = byPod.get(uid);
      return { sandboxes: pod?.sandboxes ?? [], containers: (pod?.containers ?? []).map(({ record }) => record) };
    },
    terminationLog: () => '',
    logTail: () => '',
    removePod: (uid) => {
      for (const { record } of byPod.get(uid)?.containers ?? []) containers.delete(record.id);
      byPod.delete(uid);
    },
  };
}

function isRunning(running: Running): boolean {
  return running.record.state === 'running';
}

function referenceTo(pod: Pod): ObjectRef {
  const { namespace = '', name = '', uid } = pod.metadata ?? {};
  return { apiVersion: 'v1', kind: 'Pod', resource: 'pods', namespace, name, ...(uid === undefined ? {} : { uid }) };
}
