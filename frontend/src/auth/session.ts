/** The signed-in session: tokens in memory, the refresh token where the person chose to keep it. */
import { useSyncExternalStore } from 'react';
import { readClaims, rightsOf, type Claims, type Rights } from './claims';
import { globalSignOut, refresh, revoke, type Tokens } from './cognito';

const KEY = 'smartretail-session';
const EARLY_MS = 120_000;

export interface Session {
  readonly tokens: Tokens;
  readonly claims: Claims;
  readonly rights: Rights;
}

let current: Session | null = null;
let renewal: Promise<string | null> | undefined;
const listeners = new Set<() => void>();

function publish(next: Session | null): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Calls after every sign-in, renewal and sign-out, until the returned function is called. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function storageInUse(): Storage {
  return sessionStorage.getItem(KEY) ? sessionStorage : localStorage;
}

/** Begins a session; `keep` survives closing the browser. */
export function begin(tokens: Tokens, keep: boolean): void {
  forget();
  (keep ? localStorage : sessionStorage).setItem(KEY, tokens.refreshToken);
  adopt(tokens);
}

function adopt(tokens: Tokens): void {
  const claims = readClaims(tokens.idToken);
  publish({ tokens, claims, rights: rightsOf(claims.roles) });
}

function forget(): void {
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(KEY);
}

/** Whether an earlier visit left a session to take up. */
export const mayRestore = (): boolean => storageInUse().getItem(KEY) !== null;

/** Takes up the session of an earlier visit, if its refresh token still counts. */
export async function restore(): Promise<void> {
  if (mayRestore()) await renew();
}

/** Gets new tokens silently; callers in flight share one request. Null when the session ended. */
export function renew(): Promise<string | null> {
  renewal ??= renewOnce().finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function renewOnce(): Promise<string | null> {
  const storage = storageInUse();
  const token = storage.getItem(KEY);
  if (!token) return null;
  try {
    const tokens = await refresh(token);
    storage.setItem(KEY, tokens.refreshToken);
    adopt(tokens);
    return tokens.idToken;
  } catch (error) {
    if ((error as { code?: string }).code === 'offline') throw error;
    end();
    return null;
  }
}

/** Returns an ID token that is good for the next minutes. */
export async function idToken(): Promise<string | null> {
  if (!current) return null;
  if (current.claims.expiresAt - Date.now() > EARLY_MS) return current.tokens.idToken;
  return renew();
}

/** Forgets the session in this browser. */
export function end(): void {
  forget();
  publish(null);
}

/** Signs out here, or with `everywhere` on all devices. */
export async function signOut(everywhere: boolean): Promise<void> {
  const tokens = current?.tokens;
  if (tokens && everywhere) await globalSignOut(tokens.accessToken);
  if (tokens && !everywhere) await revoke(tokens.refreshToken).catch(() => undefined);
  end();
}

/** The session at this moment, outside React. */
export const session = (): Session | null => current;

/** The session, re-rendering on sign-in and sign-out. */
export function useSession(): Session | null {
  return useSyncExternalStore(onSessionChange, session);
}

/** What the signed-in person may do. */
export function useRights(): Rights {
  return useSession()?.rights ?? rightsOf([]);
}

/** Follows a sign-out that happened in another tab. */
export function watchOtherTabs(): void {
  window.addEventListener('storage', (event) => {
    if (event.key === KEY && event.newValue === null && !sessionStorage.getItem(KEY)) publish(null);
  });
}
