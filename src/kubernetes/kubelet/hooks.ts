/** Lifecycle hooks: a command in the container, an HTTP request, or a sleep (lifecycle/handlers.go). */
import { goQuote } from '../api/goText.ts';
import type { Container, LifecycleHandler, Pod } from '../api/types.ts';
import { type Process, sleep } from '../simulation/process.ts';
import { podText } from './podText.ts';
import { portNumber } from './ports.ts';
import type { ContainerRuntime } from './runtime.ts';

export type HookOutcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** HTTP hooks wait this long for an answer (kubelet.go, the client's timeout). */
const httpTimeoutSeconds = 60;

/** Runs a hook to its end. The message is what a waiting container shows after a failed postStart. */
export function* runHook(
  runtime: ContainerRuntime,
  pod: Pod,
  container: Container,
  containerId: string,
  hook: LifecycleHandler,
  podIP: string | undefined,
): Process<HookOutcome> {
  const subject = `for Container ${goQuote(container.name ?? '')} in Pod ${goQuote(podText(pod))} failed`;
  if (hook.exec !== undefined) {
    const command = hook.exec.command ?? [];
    const answer = yield* runtime.execSync(containerId, command, 0);
    if (answer.exitCode === 0) return { ok: true };
    const error = answer.error ?? `command '${command.join(' ')}' exited with ${answer.exitCode}: ${answer.output}`;
    return {
      ok: false,
      message: `Exec lifecycle hook ([${command.join(' ')}]) ${subject} - error: ${error}, message: ${goQuote(answer.output)}`,
    };
  }
  if (hook.httpGet !== undefined) {
    const { path = '', host } = hook.httpGet;
    const port = portNumber(hook.httpGet.port, container) ?? 0;
    const answer = yield* runtime.httpGet(host || podIP || '', port, path, httpTimeoutSeconds);
    if (answer.outcome === 'answered') return { ok: true };
    const url = `http://${host || podIP || ''}:${port}${path.startsWith('/') ? '' : '/'}${path}`;
    const error =
      answer.outcome === 'refused'
        ? `Get ${goQuote(url)}: dial tcp ${host || podIP || ''}:${port}: connect: connection refused`
        : `Get ${goQuote(url)}: EOF`;
    return { ok: false, message: `HTTP lifecycle hook (${path}) ${subject} - error: ${error}` };
  }
  if (hook.sleep !== undefined) {
    yield* sleep((hook.sleep.seconds ?? 0) * 1000, 'a sleep hook');
    return { ok: true };
  }
  return { ok: true };
}
