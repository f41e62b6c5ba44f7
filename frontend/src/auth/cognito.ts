/** The calls to the Cognito user pool that the dashboard needs, over its JSON protocol. */
import { config } from '@/app/config';
import { bigToHex } from './bytes';
import { cognitoTimestamp, newSecret, passwordSignature, sharedKey } from './srp';

export interface Tokens {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export type Challenge = 'NEW_PASSWORD_REQUIRED' | 'SOFTWARE_TOKEN_MFA';

export type SignInResult =
  | { readonly kind: 'signed-in'; readonly tokens: Tokens }
  | { readonly kind: 'challenge'; readonly name: Challenge; readonly session: string; readonly user: string };

/** A refusal by the user pool; `code` is Cognito's exception name, `offline` when nothing answered. */
export class AuthError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface RawResult {
  readonly ChallengeName?: string;
  readonly Session?: string;
  readonly ChallengeParameters?: Record<string, string>;
  readonly AuthenticationResult?: { IdToken: string; AccessToken: string; RefreshToken?: string };
}

async function call<T>(action: string, body: object): Promise<T> {
  const { cognitoEndpoint, region } = config();
  const url = `${cognitoEndpoint ?? `https://cognito-idp.${region}.amazonaws.com`}/`;
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `AWSCognitoIdentityProviderService.${action}`,
      },
      body: JSON.stringify(body),
    });
  } catch {
    throw new AuthError('offline', 'The sign-in service did not answer.');
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, string>;
  if (response.ok) return answer as T;
  const code = (answer.__type ?? 'UnknownError').split('#').pop() ?? 'UnknownError';
  throw new AuthError(code, answer.message ?? answer.Message ?? code);
}

/** Signs in by SRP; the result is tokens or the next question. */
export async function signIn(email: string, password: string): Promise<SignInResult> {
  const { clientId, userPoolId } = config();
  const secret = newSecret();
  const first = await call<RawResult>('InitiateAuth', {
    AuthFlow: 'USER_SRP_AUTH',
    ClientId: clientId,
    AuthParameters: { USERNAME: email, SRP_A: bigToHex(secret.publicA) },
  });
  const asked = first.ChallengeParameters ?? {};
  if (first.ChallengeName !== 'PASSWORD_VERIFIER') return settle(first, email);
  const poolName = userPoolId.split('_')[1] ?? '';
  const userId = asked.USER_ID_FOR_SRP ?? email;
  const key = await sharedKey(secret, {
    poolName,
    userId,
    password,
    saltHex: asked.SALT ?? '',
    serverBHex: asked.SRP_B ?? '',
  });
  const timestamp = cognitoTimestamp(new Date());
  const block = asked.SECRET_BLOCK ?? '';
  return respond('PASSWORD_VERIFIER', first.Session, {
    USERNAME: userId,
    TIMESTAMP: timestamp,
    PASSWORD_CLAIM_SECRET_BLOCK: block,
    PASSWORD_CLAIM_SIGNATURE: await passwordSignature(key, poolName, userId, block, timestamp),
  });
}

/** Answers a challenge that followed the password. */
export function answerChallenge(name: Challenge, session: string, user: string, answer: string): Promise<SignInResult> {
  const field = name === 'NEW_PASSWORD_REQUIRED' ? 'NEW_PASSWORD' : 'SOFTWARE_TOKEN_MFA_CODE';
  return respond(name, session, { USERNAME: user, [field]: answer });
}

async function respond(name: string, session: string | undefined, answers: Record<string, string>) {
  const result = await call<RawResult>('RespondToAuthChallenge', {
    ChallengeName: name,
    ClientId: config().clientId,
    Session: session,
    ChallengeResponses: answers,
  });
  return settle(result, answers.USERNAME ?? '');
}

function settle(result: RawResult, user: string): SignInResult {
  const done = result.AuthenticationResult;
  if (done) {
    const tokens = { idToken: done.IdToken, accessToken: done.AccessToken, refreshToken: done.RefreshToken ?? '' };
    return { kind: 'signed-in', tokens };
  }
  const name = result.ChallengeName;
  if (name === 'NEW_PASSWORD_REQUIRED' || name === 'SOFTWARE_TOKEN_MFA') {
    return { kind: 'challenge', name, session: result.Session ?? '', user };
  }
  throw new AuthError('UnsupportedChallenge', `This account asks for ${name ?? 'an unknown step'}.`);
}

/** Trades the refresh token for new tokens. */
export async function refresh(refreshToken: string): Promise<Tokens> {
  const { AuthenticationResult: done } = await call<RawResult>('InitiateAuth', {
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    ClientId: config().clientId,
    AuthParameters: { REFRESH_TOKEN: refreshToken },
  });
  if (!done) throw new AuthError('NotAuthorizedException', 'The session has ended.');
  return { idToken: done.IdToken, accessToken: done.AccessToken, refreshToken: done.RefreshToken ?? refreshToken };
}

/** Sends a reset code by e-mail. */
export const forgotPassword = (email: string): Promise<object> =>
  call('ForgotPassword', { ClientId: config().clientId, Username: email });

/** Sets a new password with the code from the e-mail. */
export const confirmForgotPassword = (email: string, code: string, password: string): Promise<object> =>
  call('ConfirmForgotPassword', {
    ClientId: config().clientId,
    Username: email,
    ConfirmationCode: code,
    Password: password,
  });

/** Ends every session of this user, on all devices. */
export const globalSignOut = (accessToken: string): Promise<object> =>
  call('GlobalSignOut', { AccessToken: accessToken });

/** Ends this session's refresh token. */
export const revoke = (refreshToken: string): Promise<object> =>
  call('RevokeToken', { ClientId: config().clientId, Token: refreshToken });

/** Starts authenticator-app setup and returns its secret. */
export const associateTotp = async (accessToken: string): Promise<string> =>
  (await call<{ SecretCode: string }>('AssociateSoftwareToken', { AccessToken: accessToken })).SecretCode;

/** Confirms the authenticator app with a first code and makes it the second step of sign-in. */
export async function enableTotp(accessToken: string, code: string): Promise<void> {
  const { Status } = await call<{ Status: string }>('VerifySoftwareToken', {
    AccessToken: accessToken,
    UserCode: code,
    FriendlyDeviceName: 'Authenticator app',
  });
  if (Status !== 'SUCCESS') throw new AuthError('EnableSoftwareTokenMFAException', 'The code was not accepted.');
  await call('SetUserMFAPreference', {
    AccessToken: accessToken,
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
  });
}

/** Removes the authenticator app from sign-in. */
export const disableTotp = (accessToken: string): Promise<object> =>
  call('SetUserMFAPreference', { AccessToken: accessToken, SoftwareTokenMfaSettings: { Enabled: false } });

/** Tells whether sign-in asks for an authenticator code. */
export async function totpEnabled(accessToken: string): Promise<boolean> {
  const user = await call<{ UserMFASettingList?: string[] }>('GetUser', { AccessToken: accessToken });
  return user.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA') ?? false;
}
