/** Durations, image names, variables and back-off. */
import { Backoff, crashLoopBackoff, imagePullBackoff } from '../../../../src/kubernetes/api/backoff.ts';
import { goDuration, humanDuration, nanoseconds, shortHumanDuration } from '../../../../src/kubernetes/api/duration.ts';
import {
  anyReferenceProblem,
  defaultPullPolicy,
  parseImageName,
  withDefaultTag,
} from '../../../../src/kubernetes/api/imageReference.ts';
import { expandSubPath, expandVariables } from '../../../../src/kubernetes/api/variableExpansion.ts';
import { type Answer, textInput } from '../fields.ts';

export const textFamilies: Readonly<Record<string, Answer>> = {
  duration: (input) => {
    const length = BigInt((input as { nanoseconds: string }).nanoseconds);
    return { human: humanDuration(length), short: shortHumanDuration(length), goString: goDuration(length) };
  },
  'image-reference': (input) => {
    const image = textInput(input);
    const parsed = parseImageName(image);
    const tagged = withDefaultTag(image);
    return {
      ...('problem' in parsed ? { parseErr: parsed.problem } : present({ ...parsed })),
      ...(typeof tagged === 'string' ? { withDefaultTag: tagged } : { withDefaultTagErr: tagged.problem }),
      defaultPullPolicy: defaultPullPolicy(image),
      parseAnyErr: anyReferenceProblem(image),
    };
  },
  'variable-expansion': (input) => {
    const { env, text } = input as { env: Record<string, string>; text: string };
    const variables = new Map(Object.entries(env));
    const expanded = expandVariables(text, variables);
    const subPath = expandSubPath(text, variables);
    return {
      expanded,
      asArg: [expanded],
      asCommandKnownStatically: [expanded],
      ...('path' in subPath ? { asSubPathExpr: subPath.path } : { asSubPathExprErr: subPath.problem }),
    };
  },
  'backoff-container': (input) => ({ steps: restarts(input as ContainerInput) }),
  'backoff-image': (input) => ({ steps: pulls((input as { tries: Try[] }).tries) }),
};

/** Recorded fields that are empty are left out. */
function present(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

const shown = (milliseconds: number): string => goDuration(nanoseconds(milliseconds));

interface ContainerInput {
  readonly initialSeconds: number;
  readonly maxSeconds: number;
  readonly resetSeconds: number;
  readonly runSeconds: number[];
  readonly syncSeconds: number;
}

/** A container that runs for so long and so long, asked about at its end and at each sync from then on. */
function restarts(input: ContainerInput): object[] {
  const backoff = new Backoff({
    ...crashLoopBackoff,
    initialMs: input.initialSeconds * 1000,
    maximumMs: input.maxSeconds * 1000,
    resetMs: input.resetSeconds * 1000,
  });
  let now = 0;
  return input.runSeconds.map((seconds) => {
    now += seconds * 1000;
    const exitAt = now;
    const inBackoffAtExit = backoff.isWaitingSince('c', exitAt, now);
    const delay = shown(backoff.delayMs('c'));
    while (backoff.isWaitingSince('c', exitAt, now)) now += input.syncSeconds * 1000;
    backoff.next('c', exitAt, now);
    const backoffAfterRestart = shown(backoff.delayMs('c'));
    return { exitAt: exitAt / 1000, inBackoffAtExit, backoff: delay, restartAt: now / 1000, backoffAfterRestart };
  });
}

interface Try {
  readonly afterSeconds: number;
  readonly succeeds: boolean;
}

/** Pulls that fail or succeed, each a while after the one before. */
function pulls(tries: readonly Try[]): object[] {
  const backoff = new Backoff(imagePullBackoff);
  let now = 0;
  return tries.map(({ afterSeconds, succeeds }) => {
    now += afterSeconds * 1000;
    const inBackoff = backoff.isWaitingSinceUpdate('i', now);
    if (!inBackoff && succeeds) backoff.collect(now);
    else if (!inBackoff) backoff.next('i', now, now);
    return { at: now / 1000, inBackoff, backoff: shown(backoff.delayMs('i')) };
  });
}
