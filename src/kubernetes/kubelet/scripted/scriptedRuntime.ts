/** A container runtime that does what data says: images, processes, files and ports, with containerd's own words. */
import type { ObjectRef, RuntimeStep } from '../../../trace/model.ts';
import type { Container, Pod, ResourceRequirements } from '../../api/types.ts';
import type { Ports } from '../../simulation/component.ts';
import { type Process, Signal, sleep, waitFor } from '../../simulation/process.ts';
import { fullImageName } from '../imageName.ts';
import { effectiveResources } from '../resources.ts';
import type {
  ContainerConfig,
  ContainerRecord,
  ContainerRuntime,
  DialAnswer,
  ExecAnswer,
  HttpAnswer,
  RegistryCredential,
  RuntimeAnswer,
  SandboxRecord,
} from '../runtime.ts';
import { type ContainerMachine, containerMachine, memoryLimit } from './containerMachine.ts';
import { type Disk, diskUsage, newDisk } from './files.ts';
import { imageStore } from './imageStore.ts';
import { exitCodeOf, killProcess, type MachineProcess, sendSignal } from './machine.ts';
import { type PodNetwork, podNetwork } from './network.ts';
import { startError } from './startErrors.ts';

/** Whom the runtime tells of changes. */
export interface RuntimeListener {
  /** A container or sandbox of the Pod changed its state. */
  changed(uid: string): void;
  /** Something inside a container changed that a probe could see. */
  touched(uid: string): void;
  /** The node's range of Pod addresses, where it has one. */
  podCidr(): string | undefined;
}

interface Running {
  record: ContainerRecord;
  readonly config: ContainerConfig;
  readonly podUid: string;
  readonly inside: ContainerMachine;
  /** What it runs. */
  readonly words: readonly string[];
  main: MachineProcess | undefined;
  outOfMemory: boolean;
  readonly ended: Signal;
}

interface PodState {
  sandboxes: SandboxRecord[];
  containers: Running[];
}

export function scriptedRuntime(ports: Ports, node: string, listener: RuntimeListener): ContainerRuntime {
  const { kernel, latencies } = ports;
  const actor = `container-runtime/${node}` as const;
  const images = imageStore(ports, node);
  const pods = new Map<string, PodState>();
  const sandboxes = new Map<string, SandboxRecord>();
  const networks = new Map<string, PodNetwork>();
  const networksByIp = new Map<string, PodNetwork>();
  const hostNetwork = podNetwork();
  const containers = new Map<string, Running>();
  const disks = new Map<string, Disk>();
  let addresses = 0;
  const addressPrefix = (): string => listener.podCidr()?.replace(/\d+\/\d+$/, '') ?? '10.244.0.';

  const podOf = (uid: string): PodState => {
    let pod = pods.get(uid);
    if (pod === undefined) {
      pod = { sandboxes: [], containers: [] };
      pods.set(uid, pod);
    }
    return pod;
  };

  const diskOf = (source: string): Disk => {
    let disk = disks.get(source);
    if (disk === undefined) {
      disk = newDisk();
      disks.set(source, disk);
    }
    return disk;
  };

  /** An address out of the node's range. */
  const newAddress = (): string => {
    addresses += 1;
    return `${addressPrefix()}${(addresses % 253) + 2}`;
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

  /** The first process has ended, and with it the container; the runtime notices a moment later. */
  const exited = (running: Running, exitCode: number): void => {
    const reason = running.outOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
    kernel.after(latencies.processExit, () => {
      if (running.record.state === 'exited') return;
      kernel.record(actor, {
        kind: 'process',
        node,
        pod: referenceTo(running.config.pod),
        container: running.record.name,
        what: running.outOfMemory ? 'oomKilled' : exitCode === exitCodeOf('KILL') ? 'killed' : 'exited',
        exitCode,
      });
      change(running, { state: 'exited', finishedAt: kernel.now(), exitCode, reason });
      running.ended.fire();
    });
  };

  function* runPodSandbox(pod: Pod, attempt: number): Process<RuntimeAnswer<SandboxRecord>> {
    step(pod, 'RunPodSandbox', 'called');
    yield* sleep(latencies.sandbox, 'sandbox and network');
    const uid = pod.metadata?.uid ?? '';
    const onHost = pod.spec?.hostNetwork === true;
    const ip = newAddress();
    const sandbox: SandboxRecord = {
      id: kernel.random.hex(64),
      podUid: uid,
      attempt,
      ready: true,
      ...(onHost ? {} : { ip }),
      createdAt: kernel.now(),
    };
    const network = onHost ? hostNetwork : podNetwork();
    sandboxes.set(sandbox.id, sandbox);
    networks.set(sandbox.id, network);
    if (!onHost) networksByIp.set(ip, network);
    podOf(uid).sandboxes.unshift(sandbox);
    step(pod, 'RunPodSandbox', 'done');
    listener.changed(uid);
    return { ok: true, value: sandbox };
  }

  const adopt = (pod: Pod): void => {
    const uid = pod.metadata?.uid ?? '';
    const onHost = pod.spec?.hostNetwork === true;
    const ip = pod.status?.podIP ?? newAddress();
    const id = kernel.random.hex(64);
    const sandbox: SandboxRecord = {
      id,
      podUid: uid,
      attempt: 0,
      ready: true,
      ...(onHost ? {} : { ip }),
      createdAt: 0,
    };
    const network = onHost ? hostNetwork : podNetwork();
    sandboxes.set(id, sandbox);
    networks.set(id, network);
    if (!onHost) networksByIp.set(ip, network);
    podOf(uid).sandboxes.unshift(sandbox);
    for (const container of [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]) {
      const running = adoptContainer(pod, container, sandbox, network);
      if (running !== undefined) podOf(uid).containers.unshift(running);
    }
  };

  /** A container that runs, of which nobody knows what it did before. */
  const adoptContainer = (
    pod: Pod,
    container: Container,
    sandbox: SandboxRecord,
    network: PodNetwork,
  ): Running | undefined => {
    const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
    const status = statuses.find(({ name }) => name === container.name);
    const ended = status?.state?.terminated;
    const isInit = pod.spec?.initContainers?.includes(container) === true && container.restartPolicy !== 'Always';
    const begun = Date.parse(status?.state?.running?.startedAt ?? ended?.startedAt ?? '') || kernel.unixMilliseconds();
    const at = begun - kernel.unixMilliseconds() + kernel.now();
    const base = {
      id: status?.containerID?.replace('containerd://', '') || kernel.random.hex(64),
      name: container.name ?? '',
      sandboxId: sandbox.id,
      image: status?.image || fullImageName(container.image ?? ''),
      imageRef: status?.imageID ?? '',
      specImage: container.image ?? '',
      restartCount: status?.restartCount ?? 0,
      resources: effectiveResources(pod, container),
      createdAt: at,
      startedAt: at,
      user: { uid: 0, gid: 0 },
    };
    const record: ContainerRecord =
      isInit || ended !== undefined
        ? {
            ...base,
            state: 'exited',
            finishedAt: at,
            exitCode: ended?.exitCode ?? 0,
            reason: ended?.reason ?? 'Completed',
          }
        : { ...base, state: 'running' };
    const config: ContainerConfig = {
      pod,
      container,
      restartCount: record.restartCount,
      command: container.command ?? [],
      args: container.args ?? [],
      env: {},
      mounts: [],
      user: { uid: 0, gid: 0 },
      resources: record.resources,
    };
    const running = newRunning(record, config, sandbox.podUid, ['<entrypoint>'], network);
    if (record.state === 'running') running.main = running.inside.start(running.words, (code) => exited(running, code));
    return running;
  };

  function* stopPodSandbox(id: string): Process {
    const sandbox = sandboxes.get(id);
    if (sandbox === undefined || !sandbox.ready) return;
    yield* sleep(latencies.stopSandbox, 'network taken down');
    const stopped = { ...sandbox, ready: false };
    sandboxes.set(id, stopped);
    if (sandbox.ip !== undefined) networksByIp.delete(sandbox.ip);
    const pod = podOf(sandbox.podUid);
    pod.sandboxes = pod.sandboxes.map((one) => (one.id === id ? stopped : one));
    listener.changed(sandbox.podUid);
  }

  function* pullImage(pod: Pod, image: string, credentials: readonly RegistryCredential[]) {
    step(pod, 'PullImage', 'called', { image });
    const answer = yield* images.pull(image, credentials);
    if (answer.ok) step(pod, 'PullImage', 'done', { image });
    else step(pod, 'PullImage', 'failed', { image, message: answer.error });
    return answer;
  }

  function* createContainer(sandboxId: string, config: ContainerConfig): Process<RuntimeAnswer<ContainerRecord>> {
    const { pod, container } = config;
    const name = container.name ?? '';
    const uid = pod.metadata?.uid ?? '';
    step(pod, 'CreateContainer', 'called', { container: name });
    yield* sleep(latencies.createContainer, 'creating a container');
    const image = images.get(container.image ?? '');
    const fact = images.factOf(container.image ?? '');
    const id = kernel.random.hex(64);
    const words = commandLine(config, fact);
    const error = createError(config, id, words);
    if (error !== undefined) {
      step(pod, 'CreateContainer', 'failed', { container: name, message: error });
      return { ok: false, error };
    }
    const record: ContainerRecord = {
      id,
      name,
      sandboxId,
      image: image?.name ?? fullImageName(container.image ?? ''),
      imageRef: image?.ref ?? '',
      specImage: container.image ?? '',
      restartCount: config.restartCount,
      resources: config.resources,
      state: 'created',
      createdAt: kernel.now(),
      user: config.user,
    };
    const running = newRunning(record, config, uid, words, networks.get(sandboxId) ?? hostNetwork);
    podOf(uid).containers.unshift(running);
    step(pod, 'CreateContainer', 'done', { container: name });
    listener.changed(uid);
    return { ok: true, value: record };
  }

  const newRunning = (
    record: ContainerRecord,
    config: ContainerConfig,
    uid: string,
    words: readonly string[],
    network: PodNetwork,
  ): Running => {
    const running: Running = {
      record,
      config,
      podUid: uid,
      words,
      inside: containerMachine(ports, config, images.factOf(config.container.image ?? ''), network, diskOf, {
        touched: () => listener.touched(uid),
        outOfMemory: () => {
          running.outOfMemory = true;
          // A process can't be ended in the middle of its own turn.
          kernel.after(0, () => running.main !== undefined && killProcess(running.main, exitCodeOf('KILL')));
        },
      }),
      main: undefined,
      outOfMemory: false,
      ended: new Signal(),
    };
    containers.set(record.id, running);
    return running;
  };

  function* startContainer(id: string): Process<RuntimeAnswer<undefined>> {
    const running = containers.get(id);
    if (running === undefined) return { ok: false, error: `container "${id}" not found` };
    const { pod, container } = running.config;
    const name = container.name ?? '';
    step(pod, 'StartContainer', 'called', { container: name });
    yield* sleep(latencies.startContainer, 'starting a process');
    const error = startError(running.inside.machine, running.words);
    if (error !== undefined) {
      step(pod, 'StartContainer', 'failed', { container: name, message: error });
      change(running, {
        state: 'exited',
        finishedAt: kernel.now(),
        exitCode: 128,
        reason: 'StartError',
        message: error,
      });
      return { ok: false, error };
    }
    change(running, { state: 'running', startedAt: kernel.now() });
    step(pod, 'StartContainer', 'done', { container: name });
    running.main = running.inside.start(running.words, (exitCode) => exited(running, exitCode));
    return { ok: true, value: undefined };
  }

  function* stopContainer(id: string, graceSeconds: number): Process {
    const running = containers.get(id);
    if (running?.record.state !== 'running') return;
    const { pod, container } = running.config;
    const name = container.name ?? '';
    step(pod, 'StopContainer', 'called', { container: name });
    const signal = images.factOf(container.image ?? '')?.stopSignal ?? 'TERM';
    if (running.main !== undefined) sendSignal(running.main, signal, true);
    if (!hasEnded(running) && !(yield* waitFor(running.ended, graceSeconds * 1000))) {
      if (running.main !== undefined) sendSignal(running.main, 'KILL', true);
      if (!hasEnded(running)) yield* waitFor(running.ended);
    }
    yield* sleep(latencies.stopContainer, 'a container ends');
    step(pod, 'StopContainer', 'done', { container: name });
  }

  function* updateContainerResources(id: string, resources: ResourceRequirements): Process {
    yield* sleep(latencies.updateContainer, 'a container gets other resources');
    const running = containers.get(id);
    if (running === undefined) return;
    running.record = { ...running.record, resources };
    running.inside.machine.memoryLimit = memoryLimit(resources);
  }

  function* execSync(id: string, command: readonly string[], timeoutSeconds: number): Process<ExecAnswer> {
    const running = containers.get(id);
    yield* sleep(latencies.exec, 'a command in a container');
    if (running === undefined || running.record.state !== 'running') {
      return { output: '', error: 'container is not running' };
    }
    return yield* running.inside.exec(command, timeoutSeconds);
  }

  function* dial(ip: string, port: number): Process<DialAnswer> {
    yield* sleep(latencies.hop, 'connecting');
    const network = networksByIp.get(ip) ?? hostNetwork;
    return { outcome: network.listener(port) === undefined ? 'refused' : 'connected' };
  }

  function* httpGet(ip: string, port: number, path: string, timeoutSeconds: number): Process<HttpAnswer> {
    yield* sleep(latencies.hop, 'a request to a container');
    const listening = (networksByIp.get(ip) ?? hostNetwork).listener(port);
    if (listening === undefined) return { outcome: 'refused' };
    const reply = listening.reply(path.startsWith('/') ? path : `/${path}`);
    const limit = timeoutSeconds * 1000;
    yield* sleep(Math.min(reply.delayMs, limit), 'a server takes its time');
    if (reply.delayMs >= limit) return { outcome: 'timeout' };
    return { outcome: 'answered', statusCode: reply.statusCode, body: '' };
  }

  return {
    adopt,
    runPodSandbox,
    stopPodSandbox,
    imageStatus: images.get,
    pullImage,
    createContainer,
    startContainer,
    stopContainer,
    updateContainerResources,
    removeContainer: (id) => {
      const running = containers.get(id);
      if (running === undefined) return;
      containers.delete(id);
      const pod = podOf(running.podUid);
      pod.containers = pod.containers.filter((one) => one !== running);
      listener.changed(running.podUid);
    },
    execSync,
    dial,
    httpGet,
    podStatus: (uid) => {
      const pod = pods.get(uid);
      return { sandboxes: pod?.sandboxes ?? [], containers: (pod?.containers ?? []).map(({ record }) => record) };
    },
    terminationLog: (id) => containers.get(id)?.inside.terminationLog() ?? '',
    logTail: (id, lines, bytes) => containers.get(id)?.inside.logTail(lines, bytes) ?? '',
    heldBack: (id) => containers.get(id)?.inside.heldBack() === true,
    volumeUsage: (source) => {
      let bytes = 0;
      for (const [path, disk] of disks) {
        if (path === source || path.startsWith(`${source}/`)) bytes += diskUsage(disk);
      }
      return bytes;
    },
    containerUsage: (id) => containers.get(id)?.inside.usage() ?? 0,
    removePod: (uid) => {
      for (const { record } of pods.get(uid)?.containers ?? []) containers.delete(record.id);
      pods.delete(uid);
    },
  };
}

function hasEnded(running: Running): boolean {
  return running.record.state === 'exited';
}

/** The container's command line: its own words win over the image's. */
function commandLine(
  { command, args }: ContainerConfig,
  image: { readonly entrypoint?: readonly string[]; readonly command?: readonly string[] } | undefined,
): readonly string[] {
  if (command.length > 0) return [...command, ...args];
  const entrypoint = image?.entrypoint;
  if (entrypoint === undefined) return args.length > 0 ? ['<entrypoint>', ...args] : ['<entrypoint>'];
  return [...entrypoint, ...(args.length > 0 ? args : (image?.command ?? []))];
}

/** Why containerd can't even make the container. */
function createError({ pod, container }: ContainerConfig, id: string, words: readonly string[]): string | undefined {
  if (words.length === 0)
    return `failed to generate container "${id}" spec: failed to generate spec: no command specified`;
  const seccomp = container.securityContext?.seccompProfile ?? pod.spec?.securityContext?.seccompProfile;
  if (seccomp?.type !== 'Localhost') return undefined;
  const path = `/var/lib/kubelet/seccomp/${seccomp.localhostProfile}`;
  return `failed to create containerd container: cannot load seccomp profile "${path}": open ${path}: no such file or directory`;
}

function referenceTo(pod: Pod): ObjectRef {
  const { namespace = '', name = '', uid } = pod.metadata ?? {};
  return { apiVersion: 'v1', kind: 'Pod', resource: 'pods', namespace, name, ...(uid === undefined ? {} : { uid }) };
}
