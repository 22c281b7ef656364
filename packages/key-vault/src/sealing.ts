import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type Hmac } from 'node:crypto';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** With raw bytes as its key the runtime takes four times as long: it first tries to read them as a key object, and throws. */
export const hmacOf = (key: Uint8Array): Hmac => createHmac('sha256', createSecretKey(key));

/** AES-256-GCM. A box holds version, nonce, ciphertext and tag: 29 bytes more than the plaintext. It is bound to the slot's name. */
export const sealBox = (key: Uint8Array, slot: string, plaintext: string, nonce: Uint8Array): Uint8Array =>
  sealBytes(key, slot, Buffer.from(plaintext, 'utf8'), nonce);

/** Undefined when the box is incomplete, or belongs to another key or slot. */
export const openBox = (key: Uint8Array, slot: string, box: Uint8Array): string | undefined => openBytes(key, slot, box)?.toString('utf8');

export function sealBytes(key: Uint8Array, name: string, plaintext: Uint8Array, nonce: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce).setAAD(Buffer.from(name));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return new Uint8Array(Buffer.concat([Uint8Array.of(version), nonce, ciphertext, cipher.getAuthTag()]));
}

/** Undefined when the box is incomplete, or belongs to another key or name. */
export function openBytes(key: Uint8Array, name: string, box: Uint8Array): Buffer | undefined {
  if (box.byteLength < 1 + nonceBytes + tagBytes || box[0] !== version) return undefined;
  const nonce = box.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(name));
  decipher.setAuthTag(box.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(box.subarray(1 + nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

export const newNonce = (bytes: (length: number) => Uint8Array): Uint8Array => bytes(nonceBytes);
