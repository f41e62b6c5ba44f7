// @ts-expect-error the library's internals carry no types; they serve as the oracle here
import AuthenticationHelper from 'amazon-cognito-identity-js/lib/AuthenticationHelper';
// @ts-expect-error see above
import BigInteger from 'amazon-cognito-identity-js/lib/BigInteger';
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bigToHex } from '@/auth/bytes';
import { cognitoTimestamp, newSecret, passwordSignature, sharedKey } from '@/auth/srp';

const POOL = 'Ab3dEf9hI';
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (seed: number, length: number) => Uint8Array.from({ length }, (_, index) => (seed * 131 + index * 73 + 17) % 256);

interface Oracle {
  smallAValue: unknown;
  largeAValue: unknown;
  calculateA(a: unknown, done: (error: unknown, publicA: unknown) => void): void;
  getPasswordAuthenticationKey(
    user: string,
    password: string,
    serverB: unknown,
    salt: unknown,
    done: (error: unknown, key: Buffer) => void,
  ): void;
}

function oracleKey(aHex: string, user: string, password: string, serverB: string, salt: string): Promise<[string, string]> {
  const Helper = AuthenticationHelper.default ?? AuthenticationHelper;
  const Big = BigInteger.default ?? BigInteger;
  const oracle = new Helper(POOL) as Oracle;
  oracle.smallAValue = new Big(aHex, 16);
  return new Promise((resolve, reject) =>
    oracle.calculateA(oracle.smallAValue, (_error, publicA) => {
      oracle.largeAValue = publicA;
      oracle.getPasswordAuthenticationKey(user, password, new Big(serverB, 16), new Big(salt, 16), (error, key) =>
        error ? reject(error as Error) : resolve([String((publicA as { toString(r: number): string }).toString(16)), Buffer.from(key).toString('hex')]),
      );
    }),
  );
}

describe('the shared key equals that of the reference library', () => {
  test.each([1, 2, 3, 4, 5, 6])('for exchange %i', async (seed) => {
    const random = bytes(seed, 128);
    const secret = newSecret(random);
    const serverB = hex(bytes(seed + 50, 384)).replace(/^../, '5a');
    const salt = hex(bytes(seed + 90, 16));
    const user = `user-${seed}`;
    const password = `P@sswörd ${seed} हिन्दी`;

    const [publicA, expected] = await oracleKey(bigToHex(secret.a), user, password, serverB, salt);
    const key = await sharedKey(secret, { poolName: POOL, userId: user, password, saltHex: salt, serverBHex: serverB });

    expect(secret.publicA.toString(16)).toBe(publicA);
    expect(hex(key)).toBe(expected);
  });
});

test('the signature covers pool, user, secret block and time', async () => {
  const key = bytes(9, 16);
  const block = Buffer.from(bytes(3, 64)).toString('base64');
  const time = 'Sat Nov 1 09:05:00 UTC 2026';

  const expected = createHmac('sha256', key)
    .update(POOL)
    .update('u1')
    .update(Buffer.from(block, 'base64'))
    .update(time)
    .digest('base64');

  expect(await passwordSignature(key, POOL, 'u1', block, time)).toBe(expected);
});

test('a server value that is zero modulo N is refused', async () => {
  const challenge = { poolName: POOL, userId: 'u', password: 'p', saltHex: 'ab', serverBHex: '0' };
  await expect(sharedKey(newSecret(), challenge)).rejects.toThrow('invalid public value');
});

test('the timestamp is English, with an unpadded day', () => {
  expect(cognitoTimestamp(new Date('2026-11-01T09:05:00Z'))).toBe('Sun Nov 1 09:05:00 UTC 2026');
});
