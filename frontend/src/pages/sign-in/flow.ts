/** The steps of signing in, as a pure state machine. */
import type { Challenge, SignInResult } from '@/auth/cognito';

export type Step =
  | { readonly name: 'password'; readonly email: string; readonly notice?: 'reset-done' }
  | { readonly name: 'challenge'; readonly challenge: Challenge; readonly session: string; readonly user: string; readonly email: string }
  | { readonly name: 'forgot'; readonly email: string }
  | { readonly name: 'reset'; readonly email: string };

export type Event =
  | { readonly type: 'answered'; readonly result: SignInResult; readonly email: string }
  | { readonly type: 'forgot'; readonly email: string }
  | { readonly type: 'code-sent'; readonly email: string }
  | { readonly type: 'reset-done' }
  | { readonly type: 'back' };

export const START: Step = { name: 'password', email: '' };

/** Moves on from a step; tokens leave the machine, so `signed-in` changes nothing here. */
export function nextStep(step: Step, event: Event): Step {
  switch (event.type) {
    case 'answered': {
      if (event.result.kind === 'signed-in') return step;
      const { name, session, user } = event.result;
      return { name: 'challenge', challenge: name, session, user, email: event.email };
    }
    case 'forgot':
      return { name: 'forgot', email: event.email };
    case 'code-sent':
      return { name: 'reset', email: event.email };
    case 'reset-done':
      return { name: 'password', email: step.email, notice: 'reset-done' };
    case 'back':
      return { name: 'password', email: step.email };
  }
}
