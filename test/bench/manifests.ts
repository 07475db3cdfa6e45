/** Manifests of the sizes that the goals name. */

/** A Pod of ten lines. */
export function smallPod(name = 'web'): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
  - name: nginx
    image: nginx:1.27
    ports:
    - containerPort: 80
`;
}

/** A Pod with some sixteen lines for each container. */
export function containersPod(count: number, name = 'web'): string {
  const containers = Array.from({ length: count }, (_, index) => container(index)).join('');
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels:
    app: ${name}
    tier: front
spec:
  restartPolicy: Always
  containers:
${containers}`;
}

function container(index: number): string {
  return `  - name: container-${index}
    image: registry.example.com/team/app-${index}:1.${index}.0
    command: ["/bin/app", "--port", "${8000 + index}"]
    env:
    - name: LOG_LEVEL
      value: debug
    - name: ENDPOINT
      value: "http://service-${index}.default.svc:80"
    ports:
    - name: http-${index}
      containerPort: ${8000 + index}
    resources:
      requests: { cpu: 100m, memory: 64Mi }
      limits:
        cpu: 200m
        memory: 128Mi
`;
}

/** A file of many Pods of 35 lines each, separator included. */
export function pods(count: number): string {
  return Array.from({ length: count }, (_, index) => `${containersPod(1, `pod-${index}`)}${tail}`).join('---\n');
}

const tail = `    livenessProbe:
      httpGet:
        path: /healthz
        port: 8080
      periodSeconds: 10
    securityContext:
      runAsNonRoot: true
`;

/** A ConfigMap with many keys. */
export function manyKeys(count: number): string {
  const data = Array.from({ length: count }, (_, index) => `  key-${index}: "${index}"\n`).join('');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: many\ndata:\n${data}`;
}
