import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** The certificate signed itself, so it is its own authority. */
  readonly ca: string;
}

/** A certificate for this machine, made by openssl. */
export async function certificateForTests(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'ragtime-certificate-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const names = ['-subj', '/CN=ragtime-test', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
    const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', '-x509', ...names, ...made], { stdio: 'ignore' });
    const pem = await readFile(cert, 'utf8');
    return { cert: pem, key: await readFile(key, 'utf8'), ca: pem };
  } finally {
    await rm(folder, { recursive: true });
  }
}
