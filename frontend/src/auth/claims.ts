/** What the verified ID token says about the person; the API checks it again on every call. */
export type Role = 'seller' | 'manager' | 'admin';

export interface Claims {
  readonly email: string;
  readonly tenant: string;
  readonly roles: readonly Role[];
  readonly stores: readonly string[] | '*';
  readonly expiresAt: number;
}

const ROLES: readonly Role[] = ['seller', 'manager', 'admin'];

/** Reads the claims of an ID token. */
export function readClaims(idToken: string): Claims {
  const payload = (idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
  const raw = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  const groups = Array.isArray(raw['cognito:groups']) ? (raw['cognito:groups'] as string[]) : [];
  const scope = String(raw['custom:stores'] ?? '').trim();
  return {
    email: String(raw.email ?? ''),
    tenant: String(raw['custom:tenant'] ?? ''),
    roles: ROLES.filter((role) => groups.includes(role)),
    stores: scope === '*' ? '*' : scope.split(',').map((part) => part.trim()).filter(Boolean),
    expiresAt: Number(raw.exp ?? 0) * 1000,
  };
}

/** What a person may do, by role: buttons that would be refused are not shown. */
export interface Rights {
  readonly decide: boolean;
  readonly seeDecisions: boolean;
  readonly suggestPrice: boolean;
  readonly runPlan: boolean;
  readonly upload: boolean;
}

/** Derives the rights from the roles. */
export function rightsOf(roles: readonly Role[]): Rights {
  const business = roles.includes('seller') || roles.includes('manager');
  return {
    decide: business,
    seeDecisions: business,
    suggestPrice: business,
    runPlan: roles.includes('manager'),
    upload: roles.length > 0,
  };
}
