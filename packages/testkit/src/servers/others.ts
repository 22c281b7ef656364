import { GenericContainer, Wait } from 'testcontainers';
import { freePort } from '../free-port.ts';
import { imageOf } from './images.ts';
import type { Started } from './started.ts';

/** Starts OpenSearch. Its port stays the same when it is killed and started again. */
export async function startOpenSearch(): Promise<Started<string>> {
  const port = await freePort();
  const container = await new GenericContainer(imageOf('OPENSEARCH_IMAGE'))
    .withEnvironment({
      'discovery.type': 'single-node',
      'cluster.routing.allocation.disk.threshold_enabled': 'false',
      DISABLE_SECURITY_PLUGIN: 'true',
      DISABLE_INSTALL_DEMO_CONFIG: 'true',
      OPENSEARCH_JAVA_OPTS: '-Xms512m -Xmx512m',
    })
    .withExposedPorts({ container: 9200, host: port })
    .withWaitStrategy(Wait.forHttp('/_cluster/health?wait_for_status=yellow&timeout=1s', 9200).withReadTimeout(1_500))
    .withStartupTimeout(120_000)
    .start();
  return { container, address: `http://127.0.0.1:${port}` };
}

export interface S3Address {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** @param options.keepsFiles for a server that is killed and started again; otherwise its files are in memory. Its port stays the same. */
export async function startS3({ keepsFiles = false }: { readonly keepsFiles?: boolean } = {}): Promise<Started<S3Address>> {
  const [accessKeyId, secretAccessKey] = ['ragtime', 'ragtime-secret'];
  const port = await freePort();
  const container = await new GenericContainer(imageOf('S3_IMAGE'))
    .withEnvironment({ ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey })
    .withCommand(['--health', '/health', 'posix', '/data'])
    .withTmpFs(keepsFiles ? {} : { '/data': 'rw' })
    .withExposedPorts({ container: 7070, host: port })
    .withWaitStrategy(Wait.forHttp('/health', 7070).withReadTimeout(200))
    .start();
  return { container, address: { endpoint: `http://127.0.0.1:${port}`, accessKeyId, secretAccessKey } };
}
