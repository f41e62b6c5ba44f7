/**
 * Secure Remote Password (SRP-6a) as Amazon Cognito speaks it: the password never leaves the page.
 * Group: the 3072-bit MODP prime of RFC 5054 with generator 2; hash: SHA-256.
 */
import { base64ToBytes, bigToHex, bytesToBase64, concat, hexToBytes, utf8 } from './bytes';

const N = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD' +
    'EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED' +
    'EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F' +
    '83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B' +
    'E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510' +
    '15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7' +
    'ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C' +
    'BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
);
const G = 2n;
const KEY_INFO = concat(utf8('Caldera Derived Key'), new Uint8Array([1]));

export interface SrpSecret {
  readonly a: bigint;
  readonly publicA: bigint;
}

export interface SrpChallenge {
  readonly poolName: string;
  readonly userId: string;
  readonly password: string;
  readonly saltHex: string;
  readonly serverBHex: string;
}

/** Draws a fresh secret exponent and its public value A. */
export function newSecret(random = crypto.getRandomValues(new Uint8Array(128))): SrpSecret {
  const a = BigInt(`0x${Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
  const publicA = modPow(G, a, N);
  if (publicA === 0n) throw new Error('The random exponent is not usable.');
  return { a, publicA };
}

/** Derives the 16-byte key that both sides share when the password is right. */
export async function sharedKey(secret: SrpSecret, challenge: SrpChallenge): Promise<Uint8Array> {
  const serverB = BigInt(`0x${challenge.serverBHex}`);
  if (serverB % N === 0n) throw new Error('The server sent an invalid public value.');
  const k = await hashToInt(concat(padded(N), padded(G)));
  const u = await hashToInt(concat(padded(secret.publicA), padded(serverB)));
  if (u === 0n) throw new Error('The server sent an invalid public value.');
  const identity = utf8(`${challenge.poolName}${challenge.userId}:${challenge.password}`);
  const x = await hashToInt(concat(padded(BigInt(`0x${challenge.saltHex}`)), await sha256(identity)));
  const base = (((serverB - k * modPow(G, x, N)) % N) + N) % N;
  const premaster = modPow(base, secret.a + u * x, N);
  const extracted = await hmac(padded(u), padded(premaster));
  return (await hmac(extracted, KEY_INFO)).slice(0, 16);
}

/** Signs the server's secret block, which proves that we know the password. */
export async function passwordSignature(
  key: Uint8Array,
  poolName: string,
  userId: string,
  secretBlock: string,
  timestamp: string,
): Promise<string> {
  const message = concat(utf8(poolName), utf8(userId), base64ToBytes(secretBlock), utf8(timestamp));
  return bytesToBase64(await hmac(key, message));
}

/** Formats a moment as Cognito demands: `Sat Nov 1 09:05:00 UTC 2026`, always English. */
export function cognitoTimestamp(at: Date): string {
  const [day, month] = [
    ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][at.getUTCDay()],
    ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][at.getUTCMonth()],
  ];
  return `${day} ${month} ${at.getUTCDate()} ${at.toISOString().slice(11, 19)} UTC ${at.getUTCFullYear()}`;
}

function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Big-endian bytes with a leading zero where the top bit is set, as Java's BigInteger writes them. */
function padded(value: bigint): Uint8Array<ArrayBuffer> {
  const hex = bigToHex(value);
  return hexToBytes(/^[89a-f]/i.test(hex) ? `00${hex}` : hex);
}

async function sha256(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
}

async function hashToInt(data: Uint8Array<ArrayBuffer>): Promise<bigint> {
  const digest = await sha256(data);
  return BigInt(`0x${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
}

async function hmac(key: Uint8Array, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key.slice(), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data.slice()));
}
